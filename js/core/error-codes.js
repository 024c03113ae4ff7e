/**
 * The error codes that only JavaScript raises, with their meaning. src/api/error.h has those of the core.
 * `ims.tables.errors` lists both.
 */
export const errorMeanings = /** @type {const} */ ({
  ERR_CORE_FAILED:
    'The WebAssembly instance trapped, probably because memory ran out. A new instance has replaced it; try again.',
  ERR_WEBCRYPTO_UNAVAILABLE: '`crypto.subtle` is missing because the page is not served over HTTPS.',
  ERR_WASM_UNAVAILABLE: 'The core did not compile, or the file passed to `load({ wasm })` could not be fetched.',
  ERR_JWT_EXPIRED: 'The JWT has expired (`exp`, RFC 7519 section 4.1.4).',
  ERR_JWT_NOT_YET_VALID: 'The JWT is not valid yet (`nbf`, RFC 7519 section 4.1.5).',
  ERR_JWT_CLAIM: 'A claim of the JWT is not what the options of `verify` ask for, or has the wrong type.',
  ERR_IMS_REJECTED:
    'IMS rejected the request. `status`, `error` and `errorDescription` hold its response. `retryable` is true if IMS was busy or failed, so the same request may succeed later.',
  ERR_IMS_UNREACHABLE: 'IMS could not be reached because of DNS, the network or TLS.',
  ERR_IMS_TIMEOUT: 'IMS did not respond within the timeout.',
  ERR_IMS_BAD_RESPONSE: 'The response is not a token response of IMS. A proxy or another server may have sent it.',
  ERR_PROVIDER_CLOSED: 'The TokenProvider was closed before it had a token.',
  ERR_HOST_BAD_REQUEST: 'The token host could not read the request body.',
  ERR_HOST_UNAUTHORIZED: '`authorize()` rejected the request, or it lacks the key that `imskit serve` printed.',
  ERR_HOST_FORBIDDEN_ORIGIN: 'The page’s origin is not allowed.',
  ERR_HOST_FORBIDDEN_HOST: 'The request used a host name that the host does not serve.',
  ERR_HOST_FORBIDDEN_IMS: 'The exchange is at an origin that is not configured.',
  ERR_HOST_NOT_FOUND: 'There is nothing at this address.',
  ERR_HOST_UNKNOWN_CONNECTION: 'The host has no connection with this name.',
  ERR_HOST_SECRET_REQUIRED:
    'IMS Host or IMS Exchange of a connection with a stored secret changed, and the request lacks that secret.',
  ERR_HOST_CHANGED: 'The connections have changed since the page read them. `version` is the current one.',
  ERR_HOST_METHOD: 'The address does not accept this method.',
  ERR_HOST_TOO_LARGE: 'The body is larger than 64 KiB, or the connection file would be larger than 8 MiB.',
  ERR_HOST_CONTENT_TYPE: 'The body is not application/json.',
  ERR_HOST_RATE_LIMITED: 'The client sent too many requests. `Retry-After` says how many seconds to wait.',
  ERR_HOST_DISCONNECTED: 'The client disconnected before its request was complete.',
  ERR_HOST_BODY_READ: 'Middleware read the request body before the host.',
  ERR_HOST_FAILED: 'The host failed for an internal reason, which its logger received.',
  ERR_FILE_UNREADABLE: 'A file cannot be read.',
  ERR_FILE_UNWRITABLE: 'The host cannot write the connection file. The old file is unchanged.',
  ERR_FILE_NOT_JSON: 'The connection file is not JSON. `line` and `column` show the place.',
  ERR_SERVE_PORT: 'No port is free, or the port is not permitted.',
  ERR_SERVE_CONFIG: 'The configuration file of `serve` has mistakes; `issues` lists them.',
  ERR_USAGE: 'The command line is wrong.',
  ERR_CLI_FAILED: 'The command line failed because of an error in imskit.',
})
