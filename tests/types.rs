//! The TypeScript types in `ui/src/generated` are those of the contract. `UPDATE_TYPES=1` writes them anew.

use std::{collections::BTreeMap, fs, path::Path};

fn files(folder: &Path) -> BTreeMap<String, String> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeMap::new() };
    entries
        .map(|entry| entry.expect("a readable folder entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ts"))
        .map(|path| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a readable file"))
        })
        .collect()
}

#[test]
fn the_typescript_types_are_those_of_the_contract() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/generated");
    if std::env::var_os("UPDATE_TYPES").is_some() {
        let _absent_is_fine = fs::remove_dir_all(&committed);
        contract::export_typescript(&committed).expect("the types can be written");
    }
    let fresh = tempfile::tempdir().expect("a temporary folder");
    contract::export_typescript(fresh.path()).expect("the types can be written");
    let (fresh, committed) = (files(fresh.path()), files(&committed));
    assert_eq!(
        fresh.keys().collect::<Vec<_>>(),
        committed.keys().collect::<Vec<_>>(),
        "run `cargo xtask types` and commit ui/src/generated"
    );
    for (name, text) in &fresh {
        assert_eq!(
            text, &committed[name],
            "{name} is stale: run `cargo xtask types` and commit ui/src/generated"
        );
    }
}
