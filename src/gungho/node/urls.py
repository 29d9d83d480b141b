# SPDX-License-Identifier: Apache-2.0
"""The addresses of this installation: the pages of the web door."""

from __future__ import annotations

from gungho.doors.web import urls

urlpatterns = urls.urlpatterns
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500
