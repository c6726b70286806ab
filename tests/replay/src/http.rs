//! As much of HTTP/1.1 as a client of Open-Meteo needs, by hand, so that it can be broken at any place.

use crate::{Fault, server::State};
use flate2::{Compression, write::GzEncoder};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

/// Serves the requests of one connection until it ends.
pub(crate) fn serve(stream: &TcpStream, state: &State) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    if state.fault() == Fault::Broken {
        // Closed with unread bytes, the connection is reset.
        thread::sleep(Duration::from_millis(20));
        state.count_broken();
        return Ok(());
    }
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if (&mut reader).take(64_000).read_line(&mut line)? == 0 {
            return Ok(());
        }
        if state.fault() == Fault::Broken {
            state.count_broken();
            return Ok(());
        }
        let mut takes_gzip = false;
        loop {
            let mut header = String::new();
            if (&mut reader).take(64_000).read_line(&mut header)? == 0 || header.trim().is_empty() {
                break;
            }
            let header = header.to_ascii_lowercase();
            takes_gzip |= header.starts_with("accept-encoding:") && header.contains("gzip");
        }
        let target = line.split(' ').nth(1).unwrap_or("/").to_owned();
        let mut reply = state.answer(&target);
        if takes_gzip && reply.body.len() > 500 {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&reply.body)?;
            reply.body = encoder.finish()?;
            reply.headers.push_str("Content-Encoding: gzip\r\n");
        }
        if !reply.write(stream)? {
            return Ok(());
        }
    }
}

/// What is sent.
pub(crate) struct Reply {
    pub(crate) status: &'static str,
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
    /// Only half of the body is sent, and the connection ends.
    pub(crate) half: bool,
}

impl Reply {
    pub(crate) fn json(status: &'static str, body: Vec<u8>) -> Self {
        Self {
            status,
            headers: "Content-Type: application/json; charset=utf-8\r\n".to_owned(),
            body,
            half: false,
        }
    }

    /// Sends it; says whether the connection may go on.
    fn write(&self, mut stream: &TcpStream) -> std::io::Result<bool> {
        write!(
            stream,
            "HTTP/1.1 {}\r\n{}Content-Length: {}\r\n\r\n",
            self.status,
            self.headers,
            self.body.len()
        )?;
        let sent = if self.half { &self.body[..self.body.len() / 2] } else { &self.body[..] };
        stream.write_all(sent)?;
        stream.flush()?;
        Ok(!self.half)
    }
}
