"""Names that try to run scripts, and a plan in which every text is one."""

import dataclasses

PAYLOADS = (
    "<img src=x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "`+(window.hit=1)+`",
    "${window.hit=1}",
    "'\"\\`${window.hit=1}",
)
TEXTS = ("name", "name_en", "quote", "clause_label", "source", "zone_kind")


def hostile(plan):
    """Return `plan` with every name, quote and source of its layers replaced by a payload."""
    layers = {}
    for name, layer in plan.layers.items():
        texts = {
            column: [PAYLOADS[i % len(PAYLOADS)] for i in range(len(layer))]
            for column in TEXTS
            if column in layer
        }
        layers[name] = layer.assign(**texts)
    return dataclasses.replace(plan, layers=layers)
