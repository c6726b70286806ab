//! Everything out of Forecastle and back, as a person would do it.

use crate::terminal::Terminal;

#[test]
fn what_was_exported_is_restored_and_nothing_is_written_over() {
    let terminal = Terminal::new();
    let folder = tempfile::tempdir().expect("a folder");
    let csv = folder.path().join("boiler.csv");
    let rows: String = (0..24).map(|hour| format!("2026-03-01T{hour:02}:00,{hour}\n")).collect();
    std::fs::write(&csv, format!("time,energy (kWh)\n{rows}")).expect("written");
    let path = |name: &str| folder.path().join(name).display().to_string();
    assert_eq!(terminal.run(&["import", &path("boiler.csv"), "--title", "Boiler"]).status, 0);
    assert_eq!(terminal.run(&["saved", "Cabin", "--at", "41.8, -8.2"]).status, 0);
    assert_eq!(terminal.run(&["ask", "will it rain at the cabin tomorrow"]).status, 0);

    let exported = terminal.run(&["export", &path("mine")]);
    assert_eq!(exported.status, 0, "{}", exported.err);
    assert!(exported.out.contains("24 observations"), "{}", exported.out);
    let again = terminal.run(&["export", &path("mine")]);
    assert!(again.status != 0, "{}", again.out);

    let restored = terminal.run(&["restore", &path("mine"), "--data", &path("new")]);
    assert_eq!(restored.status, 0, "{}", restored.err);
    for command in ["history", "saved", "imports"] {
        let there = terminal.run(&[command, "--data", &path("new")]).out;
        assert_eq!(there, terminal.run(&[command]).out, "{command}");
        assert!(!there.trim().is_empty(), "{command}");
    }
    let over = terminal.run(&["restore", &path("mine"), "--data", &path("new")]);
    assert!(over.status != 0 && over.err.contains("can't be restored"), "{}", over.err);
}
