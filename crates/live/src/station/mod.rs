//! Personal weather stations that push what they measure over HTTP. Two protocols cover nearly all that are sold: Ecowitt's (a
//! form posted to any path) and Weather Underground's (a query to `/weatherstation/updateweatherstation.php`).
//! <https://www.wunderground.com/weather/pws/uploads> describes the second; the first has grown out of it.

mod fields;
mod server;

pub use server::{ListenError, Station, bind};
