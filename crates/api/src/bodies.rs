//! Bodies are read whole before anything else is done with a request, in a time and a size that any honest client keeps to. Only the
//! stream of many histories is read as it comes.

use crate::problem::Fault;
use axum::{
    body::{Body, HttpBody as _},
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use std::time::Duration;

/// The largest body, in bytes: some twenty thousand values with their times, ten times over.
pub(crate) const LARGEST_BODY: usize = 8 << 20;
/// How long a whole body may take: an honest one of that size comes in a second.
const WHOLE_BODY_TAKES: Duration = Duration::from_secs(60);

/// Reads the body of a request.
pub(crate) async fn whole(request: Request, next: Next) -> Response {
    if request.uri().path() == crate::predict::MANY || request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let reading = Limited::new(body, LARGEST_BODY).collect();
    let fault = match tokio::time::timeout(WHOLE_BODY_TAKES, reading).await {
        Ok(Ok(collected)) => {
            return next.run(Request::from_parts(parts, Body::from(collected.to_bytes()))).await;
        }
        Ok(Err(error)) if error.is::<LengthLimitError>() => Fault::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "The body is too large",
            "Send less at once; many histories go to /v1/predict/batch.",
        ),
        Ok(Err(_)) => Fault::new(
            StatusCode::BAD_REQUEST,
            "The body didn't arrive",
            "It ended early or stood still. Send it again.",
        ),
        Err(_) => Fault::new(
            StatusCode::REQUEST_TIMEOUT,
            "The body didn't arrive",
            "It took longer than a minute and was given up. Send it again, in smaller parts.",
        ),
    };
    fault.into_response()
}
