//! The command line in a data folder of its own, as a person would use it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

pub(crate) struct Terminal {
    folder: tempfile::TempDir,
}

/// What the command line said and how it ended.
pub(crate) struct Said {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path("data")
    }

    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("a file can be written");
        path
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_forecastle"));
        command
            .arg("--data")
            .arg(self.data())
            .args(arguments)
            .env("TZ", "America/New_York")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.said(&mut self.command(arguments))
    }

    /// As a user without special rights, even where the tests run as root, whom no permission stops.
    #[cfg(unix)]
    pub(crate) fn run_unprivileged(&self, arguments: &[&str]) -> Said {
        use std::os::unix::{fs::PermissionsExt, process::CommandExt};
        let probe = self.path("probe");
        std::fs::write(&probe, "").expect("a file can be written");
        std::fs::set_permissions(&probe, std::fs::Permissions::from_mode(0o444)).expect("permissions");
        if std::fs::OpenOptions::new().write(true).open(&probe).is_err() {
            return self.run(arguments);
        }
        // Root: a copy of the program where nobody can reach it, run as nobody.
        const NOBODY: u32 = 65534;
        let program = self.path("forecastle");
        std::fs::copy(env!("CARGO_BIN_EXE_forecastle"), &program).expect("the program can be copied");
        std::fs::set_permissions(self.folder.path(), std::fs::Permissions::from_mode(0o755))
            .expect("permissions");
        let template = self.command(arguments);
        let mut command = Command::new(program);
        command
            .args(template.get_args())
            .env("TZ", "America/New_York")
            .stdin(Stdio::null())
            .uid(NOBODY)
            .gid(NOBODY);
        self.said(&mut command)
    }

    fn said(&self, command: &mut Command) -> Said {
        let Output { status, stdout, stderr } = command.output().expect("the command line runs");
        let clean = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .expect("UTF-8")
                .replace(&self.folder.path().display().to_string(), "FOLDER")
        };
        Said { status: status.code().unwrap_or(-1), out: clean(stdout), err: clean(stderr) }
    }

    /// Imports a file with this content and returns all that was said.
    pub(crate) fn import(&self, content: impl AsRef<[u8]>) -> Said {
        let path = self.file("readings.csv", content);
        self.run(&["import", path_text(&path), "--time-zone", "America/New_York"])
    }
}

pub(crate) fn path_text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}
