use crate::{advice, guidance, live, problems, shared::Shared, watches};
use contract::{Problem, Settings};
use domain::Store;

const KEY: &str = "settings";

/// How this person wants things; the defaults where nothing was chosen or what was kept can't be read any more.
pub(crate) fn load(store: &dyn Store) -> Result<Settings, Problem> {
    let kept = store.setting(KEY).map_err(|error| problems::of_store(&error))?;
    Ok(kept.map_or_else(Settings::default, |value| {
        serde_json::from_value(value).unwrap_or_else(|error| {
            tracing::warn!(%error, "the settings kept can't be read; the defaults stand in");
            Settings::default()
        })
    }))
}

/// Keeps how this person wants things.
pub(crate) fn save(shared: &Shared, mut settings: Settings) -> Result<Settings, Problem> {
    guidance::check(&mut settings.guidance)?;
    advice::check(&settings.language_model)?;
    live::check(&mut settings.live)?;
    watches::check(settings.watches)?;
    let value = serde_json::to_value(&settings).expect("settings are plain data");
    shared.store.set_setting(KEY, &value).map_err(|error| problems::of_store(&error))?;
    shared.live.settings_changed();
    shared.connected.wake();
    // How they are told may have changed.
    shared.tell_of_watches();
    Ok(settings)
}
