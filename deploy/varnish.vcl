vcl 4.1;
# Varnish in front of the portal: keeps pages for minutes, forgets a host's pages when the portal says that they have changed, and goes on
# giving what it has while the portal is down. Start it with -p http_gzip_support=off, so that it keeps what the portal has compressed, and
# with CACHE_PURGE_TOKEN in its environment: deploy/varnish.service and compose.yaml do.
import std;

backend portal {
  .host = "portal";
  .port = "8000";
  # Alive, not ready: while the database is down the portal still gives copies with a notice, which is more than Varnish can.
  .probe = {
    .request = "GET /healthz HTTP/1.1" "Host: 127.0.0.1" "Connection: close";
    .interval = 2s; .timeout = 2s; .window = 4; .threshold = 2; .initial = 2;
  }
  .connect_timeout = 2s;
  .first_byte_timeout = 60s;
}

# Where the portal's own processes are. The token is asked for besides.
acl purgers { "127.0.0.1"; "::1"; "10.0.0.0"/8; "172.16.0.0"/12; "192.168.0.0"/16; "fc00::"/7; }

sub vcl_recv {
  if (req.restarts == 0) { unset req.http.X-Failed; }
  if (req.method == "BAN" || req.method == "PURGE") {
    if (req.method == "PURGE" || !client.ip ~ purgers) { return (synth(405)); }
    if (std.getenv("CACHE_PURGE_TOKEN") == "" || req.http.X-Purge-Token != std.getenv("CACHE_PURGE_TOKEN")) { return (synth(403)); }
    if (req.http.Host !~ "^[a-zA-Z0-9.-]+$") { return (synth(400)); }
    ban("obj.http.X-Kept-For == " + std.tolower(req.http.Host));
    return (synth(200));
  }
  if (req.method !~ "^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$") { return (synth(405)); }
  # WSGI cannot tell these spellings from the right ones: they would go past all that is settled below, and into what others are given.
  if (req.http.Save_Data || req.http.Accept_Encoding || req.http.If_None_Match || req.http.If-None_Match || req.http.If_None-Match
    || req.http.X_Forwarded_Proto || req.http.X-Forwarded_Proto || req.http.X_Forwarded-Proto
    || req.http.X_Forwarded_For || req.http.X-Forwarded_For || req.http.X_Forwarded-For) { return (synth(400)); }
  unset req.http.X-Purge-Token;
  unset req.http.X-Health-Token;
  unset req.http.X-Proxy-Second;
  # One copy per form of compression, whatever else a browser writes into the header.
  if (req.http.Accept-Encoding ~ "br") { set req.http.Accept-Encoding = "br"; }
  elsif (req.http.Accept-Encoding ~ "gzip") { set req.http.Accept-Encoding = "gzip"; }
  else { unset req.http.Accept-Encoding; }
  # Readers have no cookie. Staff, who have one, are never served from the cache and never fill it.
  if (req.method != "GET" && req.method != "HEAD") { return (pass); }
  if (req.http.Cookie || req.http.Authorization || req.url ~ "^/(cms|documents|healthz|readyz)") { return (pass); }
  # Recordings are long, and are listened to in parts: they go through, by ranges.
  if (req.url ~ "^/media/") { return (pass); }
  # A host has one name, whose pages are forgotten by it: not with a last dot.
  set req.http.Host = regsub(std.tolower(req.http.Host), "\.(:\d+)?$", "\1");
  # And what answers differ by has two values each, whatever a visitor writes there.
  if (req.http.Save-Data ~ "(?i)^on$") { set req.http.Save-Data = "on"; } else { unset req.http.Save-Data; }
  if (req.http.X-Forwarded-Proto ~ "(?i)^https") { set req.http.X-Forwarded-Proto = "https"; } else { set req.http.X-Forwarded-Proto = "http"; }
  # A healthy portal is asked as soon as a page has run out; a sick one not at all, and what is there is given.
  if (std.healthy(req.backend_hint) && !req.http.X-Failed) { set req.grace = 0s; }
  return (hash);
}

sub vcl_hash {
  hash_data(req.url);
  hash_data(req.http.Host);
  # Pages hold absolute addresses.
  hash_data(req.http.X-Forwarded-Proto);
  return (lookup);
}

sub vcl_backend_response {
  set beresp.http.X-Kept-For = regsub(std.tolower(bereq.http.Host), ":\d+$", "");
  # How long a proxy may keep it that can be told to forget it. Without the header: s-maxage.
  if (beresp.http.Surrogate-Control ~ "max-age=\d+") {
    set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, ".*max-age=(\d+).*", "\1") + "s", 1s);
  }
  unset beresp.http.Surrogate-Control;
  if (bereq.uncacheable || beresp.http.Set-Cookie || beresp.http.Cache-Control ~ "(?i)private|no-store|no-cache" || beresp.http.Vary ~ "(?i)cookie|accept-language") {
    set beresp.uncacheable = true;
    set beresp.ttl = 1s;
    return (deliver);
  }
  if (beresp.status >= 500) {
    # An error never takes the place of a page that is there.
    if (bereq.is_bgfetch) { return (abandon); }
    set beresp.uncacheable = true;
    set beresp.ttl = 1s;
    return (deliver);
  }
  if (beresp.status != 200) { set beresp.ttl = 1s; }
  set beresp.grace = 24h;
  return (deliver);
}

sub vcl_deliver {
  # The portal cannot give it just now: what is there is better, however old.
  if (resp.status >= 500 && req.restarts == 0 && (req.method == "GET" || req.method == "HEAD")) {
    set req.http.X-Failed = "1";
    return (restart);
  }
  unset resp.http.X-Kept-For;
  unset resp.http.Via;
  unset resp.http.X-Varnish;
  if (obj.hits > 0) { set resp.http.X-Cache = "HIT"; } else { set resp.http.X-Cache = "MISS"; }
}

sub vcl_synth {
  set resp.http.Content-Type = "text/plain; charset=utf-8";
  set resp.http.Cache-Control = "no-store";
  set resp.body = "" + resp.status + " " + resp.reason;
  return (deliver);
}

sub vcl_backend_error {
  set beresp.http.Content-Type = "text/html; charset=utf-8";
  set beresp.http.Retry-After = "30";
  set beresp.http.Cache-Control = "no-store";
  # No catalog is at hand here: signs and a number that are the same in every language.
  set beresp.body = {"<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>503</title><p>The site does not answer. Please try again in a few minutes.</p><p>SOS <a href="tel:112">112</a></p></html>"};
  set beresp.ttl = 0s;
  return (deliver);
}
