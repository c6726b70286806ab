//! Hands `tauri.conf.json`, the icons and the capabilities to the compiler.

fn main() {
    tauri_build::build();
}
