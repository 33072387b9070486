@echo off
rem Starts the planner without a network. See README.txt.
chcp 65001 >nul
set PYTHONUTF8=1
for %%v in (3.13 3.12 3.11) do (
    py -%%v "%~dp0start.py" --suits >nul 2>nul && set "PLANNER_PYTHON=py -%%v" && goto start
)
python "%~dp0start.py" --suits >nul 2>nul && set "PLANNER_PYTHON=python" && goto start
type "%~dp0no-python.txt"
pause
exit /b 2
:start
%PLANNER_PYTHON% "%~dp0start.py" %*
if errorlevel 1 pause
