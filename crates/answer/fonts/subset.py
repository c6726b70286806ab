"""Makes the two faces beside this file from the variable font of Inter 4 (PyPI: fontpkg-inter 4.1.post1).

    pip install fonttools==4.68.0 fontpkg-inter==4.1.post1
    python subset.py "Inter[opsz,wght].ttf"

Kept: Latin with its extensions, Cyrillic, the signs the charts use. Digits are the tabular ones, because the
renderer of pictures has no switch for font features. Hints are dropped: nothing is drawn at whole pixels.
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

KEPT = [
    *range(0x20, 0x7F), *range(0xA0, 0x250), *range(0x300, 0x330), *range(0x400, 0x460), *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2015), 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x202F, 0x2009, 0x20AC,
    *range(0x2190, 0x2194), 0x2212, 0x2264, 0x2265, 0x2082, 0x2085,
]


def tabular_digits(font):
    substitution = font["GSUB"].table
    feature = next(record for record in substitution.FeatureList.FeatureRecord if record.FeatureTag == "tnum")
    tabular = {}
    for index in feature.Feature.LookupListIndex:
        for table in substitution.LookupList.Lookup[index].SubTable:
            tabular.update(getattr(getattr(table, "ExtSubTable", table), "mapping", {}))
    for table in font["cmap"].tables:
        if table.isUnicode():
            for code in range(ord("0"), ord("9") + 1):
                table.cmap[code] = tabular.get(table.cmap[code], table.cmap[code])


def main():
    for name, weight in (("Regular", 400), ("SemiBold", 600)):
        font = instantiateVariableFont(TTFont(sys.argv[1]), {"wght": weight, "opsz": 14})
        tabular_digits(font)
        options = subset.Options()
        options.layout_features = ["kern", "ccmp", "mark", "locl"]
        options.hinting = False
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        options.notdef_outline = True
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=KEPT)
        subsetter.subset(font)
        for platform in ((3, 1, 0x409), (1, 0, 0)):
            names = {1: "Inter", 2: "Regular", 4: f"Inter {name}", 6: f"Inter-{name}", 16: "Inter", 17: name}
            for identifier, text in names.items():
                font["name"].setName(text, identifier, *platform)
        font["OS/2"].usWeightClass = weight
        font.save(f"Inter-{name}.ttf")


main()
