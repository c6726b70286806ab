//! Whether the machine has time and power to spare.

use std::path::{Path, PathBuf};

/// What may be worked on unasked depends on.
pub(super) trait Machine: Send + Sync {
    /// Why nothing should be worked on that nobody waits for, as the end of a sentence; `None` when it may.
    fn busy(&self) -> Option<&'static str>;
}

/// This machine. Linux says what feeds it and how busy it is; of other systems it is assumed that they have power and time.
pub(super) struct ThisMachine {
    power_supplies: PathBuf,
    load: PathBuf,
}

impl Default for ThisMachine {
    fn default() -> Self {
        Self {
            power_supplies: PathBuf::from("/sys/class/power_supply"),
            load: PathBuf::from("/proc/loadavg"),
        }
    }
}

impl Machine for ThisMachine {
    fn busy(&self) -> Option<&'static str> {
        if is_on_battery(&self.power_supplies) {
            Some("the machine runs on its battery")
        } else if is_loaded(&self.load) {
            Some("the machine is busy")
        } else {
            None
        }
    }
}

/// Whether a battery feeds the machine: mains are there and none is on, or there are none and a battery runs down. Where nothing is
/// said, as on a desktop, there is power. (Linux, `Documentation/ABI/testing/sysfs-class-power`.)
fn is_on_battery(supplies: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(supplies) else { return false };
    let (mut mains, mut on, mut running_down) = (false, false, false);
    for entry in entries.flatten() {
        let read = |name: &str| {
            std::fs::read_to_string(entry.path().join(name))
                .map(|text| text.trim().to_owned())
                .unwrap_or_default()
        };
        match read("type").as_str() {
            // A laptop may be fed through USB too.
            "Mains" | "USB" | "Wireless" => {
                mains = true;
                on |= !matches!(read("online").as_str(), "0" | "");
            }
            // Not that of a mouse.
            "Battery" if read("scope") != "Device" => running_down |= read("status") == "Discharging",
            _ => {}
        }
    }
    running_down && !(mains && on)
}

/// Whether programs wait for more than two thirds of the cores, on average over the last minute.
fn is_loaded(load: &Path) -> bool {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let load = std::fs::read_to_string(load).unwrap_or_default();
    let waiting: Option<f64> = load.split(' ').next().and_then(|load| load.parse().ok());
    waiting.is_some_and(|waiting| waiting > 2.0 / 3.0 * cores as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn supplies(all: &[(&str, &[(&str, &str)])]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, files) in all {
            let supply = folder.path().join(name);
            std::fs::create_dir(&supply).expect("a folder");
            for (file, text) in *files {
                std::fs::write(supply.join(file), format!("{text}\n")).expect("a file");
            }
        }
        folder
    }

    #[test]
    fn a_battery_that_runs_down_feeds_the_machine_unless_mains_are_on() {
        let check = |ac: Option<&str>, charge: Option<&str>| {
            let mains: Vec<_> =
                ac.iter().flat_map(|online| [("type", "Mains"), ("online", *online)]).collect();
            let battery: Vec<_> =
                charge.iter().flat_map(|status| [("type", "Battery"), ("status", *status)]).collect();
            is_on_battery(supplies(&[("AC", &mains), ("BAT0", &battery)]).path())
        };
        assert!(check(Some("0"), Some("Discharging")));
        assert!(check(None, Some("Discharging")));
        assert!(!check(Some("1"), Some("Charging")));
        assert!(!check(Some("1"), Some("Discharging")), "fed less than it takes, but fed");
        assert!(!check(None, Some("Full")));
        assert!(!check(None, None));
        let mouse =
            supplies(&[("mouse", &[("type", "Battery"), ("scope", "Device"), ("status", "Discharging")])]);
        assert!(!is_on_battery(mouse.path()));
        assert!(!is_on_battery(Path::new("/nowhere/at/all")));
    }

    #[test]
    fn the_load_is_held_against_the_cores() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("loadavg");
        for (text, expected) in
            [("0.05 0.1 0.2 1/300 4\n", false), ("9999.5 1 1 1/300 4\n", true), ("", false)]
        {
            std::fs::write(&path, text).expect("a file");
            assert_eq!(is_loaded(&path), expected, "{text}");
        }
        assert!(!is_loaded(Path::new("/nowhere/at/all")));
    }
}
