//! `cargo xtask icons`: draws every icon the bundles need from the two SVG sources.

use crate::process::workspace;
use eyre::{Result, WrapErr};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree},
};
use std::{fs, io::BufWriter, path::Path};

/// At this size and below the small source is used: fewer, bolder shapes.
const SMALL: u32 = 24;
/// Linux icon theme sizes (freedesktop.org Icon Theme Specification) and those Tauri names.
const PNGS: &[(&str, u32)] = &[
    ("16x16.png", 16),
    ("24x24.png", 24),
    ("32x32.png", 32),
    ("48x48.png", 48),
    ("64x64.png", 64),
    ("128x128.png", 128),
    ("128x128@2x.png", 256),
    ("256x256.png", 256),
    ("512x512.png", 512),
    ("icon.png", 512),
];
const ICO_SIZES: &[u32] = &[16, 24, 32, 48, 64, 256];
const ICNS_SIZES: &[u32] = &[16, 32, 64, 128, 256, 512, 1024];

/// The two drawings.
struct Sources {
    full: Tree,
    small: Tree,
}

impl Sources {
    fn read(folder: &Path) -> Result<Self> {
        let read = |name: &str| -> Result<Tree> {
            let path = folder.join(name);
            let text =
                fs::read_to_string(&path).wrap_err_with(|| format!("{} can't be read", path.display()))?;
            Tree::from_str(&text, &Options::default())
                .wrap_err_with(|| format!("{} is not a drawing", path.display()))
        };
        Ok(Self { full: read("forecastle.svg")?, small: read("forecastle-small.svg")? })
    }

    /// The icon at so many pixels a side.
    fn draw(&self, side: u32) -> Pixmap {
        let tree = if side <= SMALL { &self.small } else { &self.full };
        let mut pixels = Pixmap::new(side, side).expect("an icon has a size");
        #[expect(clippy::cast_precision_loss, reason = "icon sides are far below 2^24")]
        let scale = side as f32 / tree.size().width();
        resvg::render(tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
        pixels
    }
}

/// Writes all icons beside their sources.
pub(crate) fn draw_icons() -> Result<()> {
    let folder = workspace().join("icons");
    let sources = Sources::read(&folder)?;
    for (name, side) in PNGS {
        let png = sources.draw(*side).encode_png().wrap_err("an icon can't be encoded")?;
        write(&folder.join(name), &png)?;
    }
    write(&folder.join("icon.ico"), &windows_icon(&sources)?)?;
    write(&folder.join("icon.icns"), &mac_icon(&sources)?)?;
    println!("Drew {} files in {}", PNGS.len() + 2, folder.display());
    Ok(())
}

fn windows_icon(sources: &Sources) -> Result<Vec<u8>> {
    let mut directory = ico::IconDir::new(ico::ResourceType::Icon);
    for &side in ICO_SIZES {
        let image = ico::IconImage::from_rgba_data(side, side, straight(&sources.draw(side)));
        directory.add_entry(ico::IconDirEntry::encode(&image)?);
    }
    let mut bytes = Vec::new();
    directory.write(&mut bytes)?;
    Ok(bytes)
}

fn mac_icon(sources: &Sources) -> Result<Vec<u8>> {
    let mut family = icns::IconFamily::new();
    for &side in ICNS_SIZES {
        let image =
            icns::Image::from_data(icns::PixelFormat::RGBA, side, side, straight(&sources.draw(side)))?;
        family.add_icon(&image)?;
    }
    let mut bytes = Vec::new();
    family.write(BufWriter::new(&mut bytes))?;
    Ok(bytes)
}

/// The pixels as RGBA without premultiplied alpha, as icon files hold them.
fn straight(pixels: &Pixmap) -> Vec<u8> {
    pixels
        .pixels()
        .iter()
        .flat_map(|pixel| {
            let colour = pixel.demultiply();
            [colour.red(), colour.green(), colour.blue(), colour.alpha()]
        })
        .collect()
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).wrap_err_with(|| format!("{} can't be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_icons_are_those_of_the_sources() {
        let folder = workspace().join("icons");
        let sources = Sources::read(&folder).unwrap();
        for (name, side) in PNGS {
            let drawn = sources.draw(*side).encode_png().unwrap();
            let committed = fs::read(folder.join(name)).unwrap();
            assert!(drawn == committed, "{name} is stale: run `cargo xtask icons` and commit icons/");
        }
        assert!(
            windows_icon(&sources).unwrap() == fs::read(folder.join("icon.ico")).unwrap(),
            "icon.ico is stale"
        );
        assert!(
            mac_icon(&sources).unwrap() == fs::read(folder.join("icon.icns")).unwrap(),
            "icon.icns is stale"
        );
    }

    #[test]
    fn an_icon_has_clear_corners_and_a_solid_middle() {
        let sources = Sources::read(&workspace().join("icons")).unwrap();
        for side in [16, 512] {
            let pixels = sources.draw(side);
            assert_eq!(pixels.pixel(0, 0).unwrap().alpha(), 0, "{side}");
            assert_eq!(pixels.pixel(side / 2, side / 2).unwrap().alpha(), 255, "{side}");
        }
    }
}
