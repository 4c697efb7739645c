"""Debian's nginx and Apache, with what docs/operations.md has for them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.real.programs import block, free_port, serving

NGINX = """\
user www-data;
daemon off;
pid {scratch}/pid;
error_log stderr;
worker_processes 1;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {scratch}/body;
    proxy_temp_path {scratch}/proxy;
    fastcgi_temp_path {scratch}/fastcgi;
    uwsgi_temp_path {scratch}/uwsgi;
    scgi_temp_path {scratch}/scgi;
    sendfile on;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    {block}
}}
"""
"""As Debian's own nginx.conf where it matters to a feed: its types, gzip, and its user."""

APACHE = """\
ServerRoot {scratch}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {scratch}/pid
ErrorLog {scratch}/errors
User www-data
Group www-data
{modules}
TypesConfig /etc/mime.types
<Directory />
    Options FollowSymLinks
    AllowOverride None
    Require all denied
</Directory>
{block}
"""
"""As Debian's own apache2.conf, whose package starts a server of its own: this needs none."""

MODULES = ("mpm_event", "authz_core", "mime", "headers")


@contextmanager
def public_folder() -> Iterator[Path]:
    """Give a folder that another user may read, which nothing under tmp_path is."""
    folder = Path(tempfile.mkdtemp(prefix="boplan-"))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder)


def _site(name: str, changes: Mapping[str, str]) -> str:
    """Return the block of the page; only folder, address and port are this test's."""
    text = block(name)
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


@contextmanager
def nginx(folder: Path) -> Iterator[str]:
    """Have nginx serve the folder; give the address, with a "/" last."""
    with public_folder() as scratch:
        port, config = free_port(), scratch / "nginx.conf"
        changes = {"listen 80;": f"listen 127.0.0.1:{port};", "/srv/agenda": str(folder)}
        site = _site("nginx", changes)
        config.write_text(NGINX.format(scratch=scratch, block=site), encoding="utf-8")
        command = ("/usr/sbin/nginx", "-p", scratch, "-c", config)
        with serving(*command, port=port, log=scratch / "log"):
            yield f"http://127.0.0.1:{port}/"


@contextmanager
def apache(folder: Path) -> Iterator[str]:
    """Have Apache serve the folder; give the address, with a "/" last."""
    with public_folder() as scratch:
        port, config = free_port(), scratch / "apache2.conf"
        modules = "\n".join(
            f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES
        )
        site = _site("apache", {"*:80": f"127.0.0.1:{port}", "/srv/agenda": str(folder)})
        config.write_text(
            APACHE.format(scratch=scratch, port=port, modules=modules, block=site),
            encoding="utf-8",
        )
        command = ("/usr/sbin/apache2", "-DFOREGROUND", "-f", config)
        with serving(*command, port=port, log=scratch / "log"):
            yield f"http://127.0.0.1:{port}/"
