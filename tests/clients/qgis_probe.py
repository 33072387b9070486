"""What QGIS makes of our files, as JSON. Run by the system's own Python, which has the bindings.

qgis_probe.py project FILE PICTURES | vector FILE | raster FILE
"""

import json
import os
import sys
from pathlib import Path

SIZE = 1400
DPI = 96


def main(kind, file, pictures=None):
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from qgis.core import Qgis, QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    log = []
    QgsApplication.messageLog().messageReceived.connect(
        lambda text, tag, level: log.append(f"{tag}: {text}") if level != Qgis.Info else None
    )
    found = {"project": project, "vector": vector, "raster": raster}[kind](file, pictures)
    Path(sys.argv[-1]).write_text(
        json.dumps({**found, "log": log, "version": Qgis.QGIS_VERSION_INT}, ensure_ascii=False),
        encoding="utf-8",
    )
    sys.stdout.flush()
    os._exit(0)  # the bindings crash now and then while they are taken down


def project(file, pictures):
    from qgis.core import QgsProject

    opened = QgsProject.instance()
    read = opened.read(file)
    view = opened.viewSettings().defaultViewExtent()
    tree = opened.layerTreeRoot()
    return {
        "read": read,
        "title": opened.title(),
        "crs": opened.crs().authid(),
        "view": [view.xMinimum(), view.yMinimum(), view.xMaximum(), view.yMaximum()],
        "footer": opened.readEntry("CopyrightLabel", "/Label")[0],
        "groups": [group.name() for group in tree.findGroups()],
        "layers": [described(n.layer()) | {"shown": n.isVisible()} for n in tree.findLayers()],
        "canvas": canvas(opened, view, pictures),
        "layouts": [printed(layout, pictures) for layout in opened.layoutManager().printLayouts()],
    }


def described(layer):
    return {
        "name": layer.name(),
        "valid": layer.isValid(),
        "table": layer.source().partition("layername=")[2].partition("|")[0],
        "crs": layer.crs().authid(),
        "counted": layer.featureCount(),
        "read": sum(1 for _ in layer.getFeatures()),
        "renderer": layer.renderer().type(),
        "labels": layer.labelsEnabled(),
        "aliases": {field.name(): field.alias() for field in layer.fields()},
        "order": [c.name for c in layer.attributeTableConfig().columns() if not c.hidden],
        "legend": [item.label() for item in layer.renderer().legendSymbolItems()],
        "shown_as": layer.displayExpression(),
    }


def canvas(opened, view, pictures):
    from qgis.core import (
        QgsExpressionContext,
        QgsExpressionContextUtils,
        QgsMapRendererParallelJob,
        QgsMapSettings,
        QgsRectangle,
    )
    from qgis.PyQt.QtCore import QSize

    settings = QgsMapSettings()
    shown = [n.layer() for n in opened.layerTreeRoot().findLayers() if n.isVisible()]
    settings.setLayers([opened.mainAnnotationLayer(), *shown])
    settings.setDestinationCrs(opened.crs())
    settings.setOutputSize(QSize(SIZE, SIZE))
    settings.setOutputDpi(DPI)
    settings.setExtent(QgsRectangle(view))
    settings.setBackgroundColor(opened.backgroundColor())
    context = QgsExpressionContext()
    context.appendScopes(
        [
            QgsExpressionContextUtils.globalScope(),
            QgsExpressionContextUtils.projectScope(opened),
            QgsExpressionContextUtils.mapSettingsScope(settings),
        ]
    )
    settings.setExpressionContext(context)
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    image = job.renderedImage()
    image.save(str(Path(pictures) / "canvas.png"))
    labels = sorted({found.labelText for found in job.takeLabelingResults().allLabels()})
    return {
        "colours": colours(image),
        "labels": labels,
        "errors": [e.message for e in job.errors()],
    }


def printed(layout, pictures):
    from qgis.core import QgsLayoutExporter, QgsLayoutItemLegend, QgsLayoutItemMap
    from qgis.PyQt.QtGui import QImage

    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = 110
    path = str(Path(pictures) / "layout.png")
    result = QgsLayoutExporter(layout).exportToImage(path, settings)
    page = layout.pageCollection().page(0).pageSize()
    items = [i for i in layout.items() if hasattr(i, "displayName")]
    maps = [i for i in items if isinstance(i, QgsLayoutItemMap)]
    legends = [i for i in items if isinstance(i, QgsLayoutItemLegend)]
    box = legends[0].scenePos().y() + legends[0].rect().height() if legends else 0
    return {
        "name": layout.name(),
        "result": result,
        "page": [page.width(), page.height()],
        "items": sorted({i.id() for i in items if i.id()}),
        "scale": round(maps[0].scale()),
        "legend_bottom": box,
        "colours": colours(QImage(path)),
    }


def colours(image):
    """Return how many pixels have each of the colours that cover most of a picture."""
    counted = {}
    for y in range(0, image.height(), 2):
        for x in range(0, image.width(), 2):
            value = image.pixel(x, y) & 0xFFFFFF
            counted[value] = counted.get(value, 0) + 1
    return {f"#{value:06X}": n for value, n in counted.items() if n > 20}


def vector(file, _):
    from qgis.core import QgsVectorLayer

    layer = QgsVectorLayer(file, Path(file).stem, "ogr")  # its .qml is applied by itself
    return described(layer)


def raster(file, _):
    from qgis.core import QgsRasterBandStats, QgsRasterLayer

    layer = QgsRasterLayer(file, "cog")
    stats = layer.dataProvider().bandStatistics(1, QgsRasterBandStats.All)
    return {
        "valid": layer.isValid(),
        "crs": layer.crs().authid(),
        "bands": [layer.bandName(n) for n in range(1, layer.bandCount() + 1)],
        "least": stats.minimumValue,
        "most": stats.maximumValue,
        "cells": [layer.width(), layer.height()],
    }


if __name__ == "__main__":
    main(*sys.argv[1:-1])
