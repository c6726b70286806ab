use domain::Theme;
use plotters::style::RGBColor;

/// The colours of a theme. Blue for chance, orange only for what limits; text has a contrast of at least 4.5 to 1.
#[derive(Debug)]
pub(crate) struct Palette {
    /// The card the drawing sits on.
    pub(crate) card: RGBColor,
    /// Text and what happened.
    pub(crate) ink: RGBColor,
    /// Text beside.
    pub(crate) muted: RGBColor,
    /// Lines of the grid.
    pub(crate) line: RGBColor,
    /// The median and the best window.
    pub(crate) accent: RGBColor,
    /// A chance of one.
    pub(crate) good: RGBColor,
    /// A chance of nought.
    pub(crate) poor: RGBColor,
    /// Limits.
    pub(crate) warn: RGBColor,
    /// Opacity of the bands over one another, widest first.
    pub(crate) bands: [f64; 3],
    /// Opacity of the tint behind the best window.
    pub(crate) window: f64,
}

static LIGHT: Palette = Palette {
    card: RGBColor(0xff, 0xff, 0xff),
    ink: RGBColor(0x1d, 0x24, 0x30),
    muted: RGBColor(0x5d, 0x66, 0x75),
    line: RGBColor(0xe4, 0xe2, 0xdc),
    accent: RGBColor(0x1f, 0x5f, 0xbf),
    good: RGBColor(0x1b, 0x6c, 0xa8),
    poor: RGBColor(0xe9, 0xec, 0xf0),
    warn: RGBColor(0xb4, 0x52, 0x1a),
    bands: [0.13, 0.18, 0.30],
    window: 0.08,
};

static DARK: Palette = Palette {
    card: RGBColor(0x1a, 0x20, 0x29),
    ink: RGBColor(0xe8, 0xec, 0xf2),
    muted: RGBColor(0xa5, 0xaf, 0xbd),
    line: RGBColor(0x2f, 0x38, 0x45),
    accent: RGBColor(0x7f, 0xb2, 0xff),
    good: RGBColor(0x6d, 0xb6, 0xee),
    poor: RGBColor(0x26, 0x2e, 0x39),
    warn: RGBColor(0xf0, 0xa0, 0x6a),
    bands: [0.14, 0.19, 0.32],
    window: 0.11,
};

impl Palette {
    pub(crate) fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// The fill of a cell for a chance from 0 to 1.
    pub(crate) fn chance(&self, chance: f64) -> RGBColor {
        // The upper half of the scale is where plans are made: steps are larger there.
        mixed(self.poor, self.good, chance.clamp(0.0, 1.0).powf(1.5))
    }

    /// The text colour for `ground`: ink where that can be read, otherwise black or white, one of which always can.
    pub(crate) fn text_on(&self, ground: RGBColor) -> RGBColor {
        if contrast(self.ink, ground) >= 4.5 {
            self.ink
        } else if contrast(WHITE, ground) >= contrast(BLACK, ground) {
            WHITE
        } else {
            BLACK
        }
    }
}

const BLACK: RGBColor = RGBColor(0, 0, 0);
const WHITE: RGBColor = RGBColor(0xff, 0xff, 0xff);

/// `share` of the way from one colour to another.
pub(crate) fn mixed(from: RGBColor, to: RGBColor, share: f64) -> RGBColor {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between two bytes")]
    let channel = |a: u8, b: u8| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as u8;
    RGBColor(channel(from.0, to.0), channel(from.1, to.1), channel(from.2, to.2))
}

/// Contrast ratio of two colours (WCAG 2.2, "contrast ratio").
pub(crate) fn contrast(a: RGBColor, b: RGBColor) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance (WCAG 2.2).
fn luminance(color: RGBColor) -> f64 {
    let channel = |byte: u8| {
        let share = f64::from(byte) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(color.0) + 0.7152 * channel(color.1) + 0.0722 * channel(color.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_can_be_read_on_its_ground() {
        for palette in [&LIGHT, &DARK] {
            for text in [palette.ink, palette.muted, palette.warn, palette.accent] {
                assert!(contrast(text, palette.card) >= 4.5, "{text:?} on the card");
                let tinted = mixed(palette.card, palette.good, palette.window);
                assert!(
                    contrast(text, tinted) >= 4.5,
                    "{text:?} on the best window: {}",
                    contrast(text, tinted)
                );
            }
            for percent in 0..=100 {
                let ground = palette.chance(f64::from(percent) / 100.0);
                let ratio = contrast(palette.text_on(ground), ground);
                assert!(ratio >= 4.5, "{percent} % on its cell: {ratio:.2}");
            }
        }
    }

    #[test]
    fn marks_stand_out_from_the_card() {
        for palette in [&LIGHT, &DARK] {
            for mark in [palette.accent, palette.good, palette.warn, palette.ink] {
                assert!(contrast(mark, palette.card) >= 3.0);
            }
        }
    }
}
