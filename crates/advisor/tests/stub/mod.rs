//! A server on a loopback port that plays a language model's: it takes requests, notes them and gives one reply to all.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

pub(crate) struct Stub {
    pub(crate) address: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    /// Replies with these bytes after `delay`.
    pub(crate) fn replying(reply: String, delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("a port"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        // Ends with the process: nothing else waits for it.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (reply, noted) = (reply.clone(), Arc::clone(&noted));
                thread::spawn(move || serve(stream, &reply, delay, &noted));
            }
        });
        Self { address, seen }
    }

    /// Replies with a chat completion whose message is `content`.
    pub(crate) fn saying(content: &str) -> Self {
        let body =
            serde_json::json!({ "choices": [{ "message": { "role": "assistant", "content": content } }] });
        Self::replying(http("200 OK", "application/json", &body.to_string()), Duration::ZERO)
    }

    /// Bodies of the requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.seen.lock().expect("no thread panics while it notes").clone()
    }
}

/// A reply of HTTP.
pub(crate) fn http(status: &str, kind: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn serve(mut stream: TcpStream, reply: &str, delay: Duration, noted: &Mutex<Vec<String>>) {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let read = stream.read(&mut buffer).unwrap_or(0);
        request.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return;
            }
            continue;
        };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
        });
        if read == 0 || body.len() >= length.unwrap_or(0) {
            noted.lock().expect("no thread panics while it notes").push(body.to_owned());
            break;
        }
    }
    thread::sleep(delay);
    // The other side may have gone away.
    let _ = stream.write_all(reply.as_bytes());
}
