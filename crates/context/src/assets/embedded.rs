//! The files, in the binary.

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../assets/", $name)))),*]
    };
}

/// The list of all files and what each is.
pub(super) const MANIFEST: &str = include_str!("../../assets/manifest.json");

/// Names of places.
pub(crate) const GAZETTEER: &[u8] = include_bytes!("../../assets/gazetteer.bin.zst");

/// All files but the gazetteer, by their place below the folder of the manifest.
pub(super) const FILES: &[(&str, &[u8])] = files![
    "land.bin.zst",
    "series/crude-wti.bin.zst",
    "series/electricity-household.bin.zst",
    "series/retail-uk.bin.zst",
    "series/traffic-i94.bin.zst",
    "typical/boulder.bin.zst",
    "typical/champaign.bin.zst",
    "typical/chicago.bin.zst",
    "typical/colorado-springs.bin.zst",
    "typical/denver.bin.zst",
    "typical/fresno.bin.zst",
    "typical/golden.bin.zst",
    "typical/las-vegas.bin.zst",
    "typical/miami.bin.zst",
    "typical/newark.bin.zst",
    "typical/oklahoma-city.bin.zst",
    "typical/orlando.bin.zst",
    "typical/phoenix.bin.zst",
    "typical/san-francisco.bin.zst",
    "typical/tampa.bin.zst",
    "typical/washington-dulles.bin.zst",
    "weather/beijing-hourly.bin.zst",
    "weather/new-york-daily.bin.zst",
    "weather/new-york-ewr-hourly.bin.zst",
    "weather/new-york-jfk-hourly.bin.zst",
    "weather/new-york-lga-hourly.bin.zst",
    "weather/seattle-daily.bin.zst",
    "weather/washington-daily.bin.zst",
];

/// The bytes of a file that the manifest names.
pub(super) fn file(name: &str) -> &'static [u8] {
    FILES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, bytes)| *bytes)
        .expect("the tests hold the manifest against the embedded files")
}
