//! The icon in the system's tray, for those who want Forecastle to go on when its window is closed. Without a tray, or without what
//! draws in it, closing the window ends the program as ever.

use crate::window;
use contract::{Commands as _, Nothing};
use engine::Engine;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
};
use tauri::{
    AppHandle, Emitter as _, Manager as _, WindowEvent,
    menu::{Menu, MenuItem},
    tray::{TrayIcon, TrayIconBuilder},
};

/// The name of the event, as `ui/src/platform/tauri.ts` knows it.
const SHOW: &str = "show";
const OPEN: &str = "open";
const WATCHES: &str = "watches";
const QUIT: &str = "quit";

/// The icon, where there is one.
#[derive(Default)]
pub(crate) struct Tray {
    icon: Mutex<Option<TrayIcon>>,
}

impl Tray {
    fn is_there(&self) -> bool {
        self.icon.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

/// Makes or removes the icon as the settings say, and shows on it how much the user has not seen.
pub(crate) async fn follow(app: &AppHandle, engine: &Engine) {
    let (Ok(settings), Ok(watches)) = (engine.settings(Nothing {}).await, engine.watches(Nothing {}).await)
    else {
        return;
    };
    let (wanted, unseen) = (settings.watches.stay_in_tray, watches.unseen);
    let here = app.clone();
    // Icons and windows belong to the main thread.
    let asked = app.run_on_main_thread(move || {
        let tray = here.state::<Tray>();
        match (wanted, tray.is_there()) {
            (true, false) => {
                let icon = build(&here);
                *tray.icon.lock().unwrap_or_else(PoisonError::into_inner) = icon;
            }
            (false, true) => {
                *tray.icon.lock().unwrap_or_else(PoisonError::into_inner) = None;
                drop(here.remove_tray_by_id(TRAY));
            }
            _ => {}
        }
        show_count(&here, unseen);
    });
    if let Err(error) = asked {
        tracing::debug!(%error, "the program is ending");
    }
}

const TRAY: &str = "forecastle";

/// The icon; none where the library that draws it isn't there, which it says by a panic.
fn build(app: &AppHandle) -> Option<TrayIcon> {
    let built = catch_unwind(AssertUnwindSafe(|| -> tauri::Result<TrayIcon> {
        let menu = Menu::with_items(
            app,
            &[
                &MenuItem::with_id(app, OPEN, "Open Forecastle", true, None::<&str>)?,
                &MenuItem::with_id(app, WATCHES, "Watches", true, None::<&str>)?,
                &MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?,
            ],
        )?;
        let mut builder = TrayIconBuilder::with_id(TRAY).menu(&menu).tooltip("Forecastle");
        if let Some(icon) = app.default_window_icon() {
            builder = builder.icon(icon.clone());
        }
        builder
            .on_menu_event(|app, event| match event.id().as_ref() {
                OPEN => open(app),
                WATCHES => show_watches(app),
                QUIT => app.exit(0),
                other => tracing::debug!(other, "an unknown entry of the menu"),
            })
            .build(app)
    }));
    match built {
        Ok(Ok(icon)) => Some(icon),
        Ok(Err(error)) => {
            tracing::warn!(%error, "there is no icon in the tray; closing the window ends Forecastle");
            None
        }
        Err(_panicked) => {
            tracing::warn!("there is no library for the tray; closing the window ends Forecastle");
            None
        }
    }
}

fn show_count(app: &AppHandle, unseen: u32) {
    let tray = app.state::<Tray>();
    let icon = tray.icon.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(icon) = &*icon {
        let title = (unseen > 0).then(|| unseen.to_string());
        let tooltip = match unseen {
            0 => "Forecastle".to_owned(),
            1 => "Forecastle: something you watch has happened".to_owned(),
            more => format!("Forecastle: {more} things you watch have happened"),
        };
        let shown = icon.set_title(title).and_then(|()| icon.set_tooltip(Some(tooltip)));
        if let Err(error) = shown {
            tracing::debug!(%error, "the tray shows no count");
        }
    }
    if let Some(window) = app.get_webview_window(window::LABEL) {
        // Not every desktop has badges.
        let _ = window.set_badge_count((unseen > 0).then_some(i64::from(unseen)));
    }
}

/// Closing the window hides it where there is an icon to bring it back.
pub(crate) fn on_window_event(app: &AppHandle, event: &WindowEvent) {
    if let WindowEvent::CloseRequested { api, .. } = event
        && app.state::<Tray>().is_there()
        && let Some(window) = app.get_webview_window(window::LABEL)
        && window.hide().is_ok()
    {
        api.prevent_close();
    }
}

fn open(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(window::LABEL) {
        let shown = window.show().and_then(|()| window.unminimize()).and_then(|()| window.set_focus());
        if let Err(error) = shown {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    }
}

/// Brings the window to the front with the watches in it.
pub(crate) fn show_watches(app: &AppHandle) {
    let here = app.clone();
    let asked = app.run_on_main_thread(move || {
        open(&here);
        if let Err(error) = here.emit(SHOW, "watches") {
            tracing::warn!(%error, "the window was not told what to show");
        }
    });
    if let Err(error) = asked {
        tracing::debug!(%error, "the program is ending");
    }
}
