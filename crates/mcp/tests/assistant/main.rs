//! The server as an assistant meets it: by the protocol's own client, in both revisions, over real data and a stopped clock.

mod choosing;
mod following;
mod http;
mod permissions;
mod resources;
mod scene;
mod tools;
