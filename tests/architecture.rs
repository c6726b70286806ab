//! Holds the crate graph against the table of the design: a wrong edge fails the build.

use cargo_metadata::{DependencyKind, MetadataCommand};
use std::collections::{BTreeMap, BTreeSet};

/// Which of our crates each may import, in the order the data flows. A crate that isn't here doesn't belong here.
const TABLE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("intent", &["domain"]),
    ("advisor", &["domain"]),
    ("context", &["domain"]),
    ("models", &["domain"]),
    ("blend", &["domain"]),
    ("answer", &["domain"]),
    ("record", &["domain", "blend"]),
    ("live", &["domain"]),
    ("sources", &["domain"]),
    ("store", &["domain"]),
    ("contract", &["domain"]),
    (
        "engine",
        &[
            "domain", "intent", "advisor", "context", "models", "blend", "answer", "record", "live",
            "sources", "store", "contract",
        ],
    ),
    ("mcp", &["domain", "engine", "contract"]),
    ("api", &["domain", "engine", "contract", "mcp"]),
    ("cli", &["domain", "engine", "contract", "mcp", "api"]),
    ("forecastle-window", &["domain", "engine", "contract", "api"]),
];

/// Crates that build or test the others and ship in none of them.
const WORKSHOP: &[&str] = &["embed", "replay", "tests", "xtask"];

/// Which crates may name a library: everyone else must go through them.
const KEEPERS: &[(&str, &[&str])] = &[
    ("rusqlite", &["store", "context"]),
    ("tauri", &["forecastle-window"]),
    ("plotters", &["answer"]),
    ("tokio", &["context", "live", "sources", "engine", "mcp", "api", "cli", "forecastle-window"]),
    ("rmcp", &["mcp", "sources"]),
    ("directories", &["engine"]),
    ("reqwest", &["advisor", "context", "sources"]),
];

/// Crates that must stay free of anything that touches the outside world.
const PURE: &[&str] = &["domain", "intent", "models", "blend", "answer", "record"];

/// What a pure crate's source must not name: clocks, files, networks, threads of its own and unseeded chance.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::process",
    "std::env::",
    "std::thread::spawn",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "rand::rng",
    "thread_rng",
    "from_os_rng",
];

fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo metadata works in this workspace");
    metadata
        .packages
        .iter()
        .map(|package| {
            let names = package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind != DependencyKind::Development)
                .map(|dependency| dependency.name.clone())
                .collect();
            (package.name.to_string(), names)
        })
        .collect()
}

#[test]
fn every_crate_imports_only_what_the_table_allows() {
    let edges = edges();
    let ours: BTreeSet<&str> = edges.keys().map(String::as_str).collect();
    let known: BTreeSet<&str> = TABLE.iter().map(|(name, _)| *name).chain(WORKSHOP.iter().copied()).collect();
    assert_eq!(ours, known, "every crate of the workspace stands in the table, and nothing else does");
    for (name, allowed) in TABLE {
        for import in edges[*name].iter().filter(|import| ours.contains(import.as_str())) {
            assert!(allowed.contains(&import.as_str()), "{name} must not import {import}");
        }
    }
}

#[test]
fn only_its_keeper_names_a_library() {
    let edges = edges();
    for (library, keepers) in KEEPERS {
        for (name, imports) in &edges {
            if imports.contains(*library) && !WORKSHOP.contains(&name.as_str()) {
                assert!(keepers.contains(&name.as_str()), "{name} must not name {library}; {keepers:?} may");
            }
        }
    }
}

#[test]
fn pure_crates_touch_nothing_outside() {
    // Files that exist in tests only, by the declaration in the crate's root.
    let test_only = |root: &str, name: &str| {
        let module = name.trim_end_matches(".rs");
        root.contains(&format!("#[cfg(test)]\nmod {module};"))
    };
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    for name in PURE {
        let declared =
            std::fs::read_to_string(root.join(name).join("src/lib.rs")).expect("a crate has a root");
        let mut folders = vec![root.join(name).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("a source folder") {
                let path = entry.expect("a readable entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                if test_only(&declared, &file) {
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                for word in IMPURE {
                    assert!(
                        !code.contains(word),
                        "{} names {word}; pure crates touch nothing outside",
                        path.display()
                    );
                }
            }
        }
    }
}
