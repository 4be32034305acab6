"""The tables that redaction is held to.

To add a row to FOUND: write the text, and put {{ }} round what must be replaced. To add one to KEPT: write the text.
A ¦ is left out: it keeps the programs quiet that look for real keys in a repository.
"""

from __future__ import annotations

import re

import pytest

from insight.records import Feedback, Message
from insight.redaction import Redactor

# Kind, then texts of that kind. Everything outside the braces must stay as it is.
FOUND: dict[str, tuple[str, ...]] = {
    "EMAIL": (
        "Write to {{ada@example.com}} please.",
        "Write to {{Ada.Lovelace+news@mail.example.co.uk}}, thanks",
        "<{{ada@example.com}}>",
        "mailto:{{ada@example.com}}?subject=Hello",
        "({{ada_l-84@sub.example-site.museum}})",
        "user={{ada@example.com}}&x=1",
        "'{{o'brien@example.ie}}'",
        "{{ada%40example.com}} in a link",
        "{{ada&#64;example.com}} and {{bob&commat;example&period;org}}",
        "{{ada@example。com}}",
        "{{ada＠example.com}}",
        "{{ada @ example.com}}",
        "{{müller@bücher.de}} antwortet nicht",
        "{{用户@例子.公司}}",
        "请联系{{ada@example.com}}谢谢",
        "Пишите на {{почта@пример.рф}}",
        "{{ada@xn--bcher-kva.example}}",
        "{{ada [at] example dot com}} works too",
        "{{ada(at)example.com}}",
        "{{ada (at) example (dot) com}}",
        "{{ada [AT] mail [DOT] example [DOT] org}}",
        "{{ada at example dot com}}, thanks",
        "{{ada.l arroba example punto es}}",
        "{{ada@gmail}} is my address",
        "{{ada@gmail,com}} is my address",
        '{{"ada lovelace"@example.com}}',
        "{{a\u200bda@exam\u00adple.com}}",
        "From: Ada <{{ada@example.com}}>; To:{{ada@example.com}}",
    ),
    "PHONE": (
        "Call {{+49 30 1234567}} now",
        "Call {{+49 (0)30 / 123 45 67}} now",
        "tel:{{+493012345678}}",
        "{{+1 (555) 123-4567}}",
        "{{+1-800-555-0199 ext. 12}}",
        "{{+33 6 12 34 56 78}}.",
        "{{+44 20 7946 0958}}, London",
        "{{0044 20 7946 0958}}",
        "{{0049-171-1234567}}",
        "{{+91 98765 43210}}",
        "{{+55 11 91234-5678}}",
        "{{+86 138 0013 8000}}",
        "{{(555) 123-4567}}",
        "{{555-123-4567}}",
        "{{555.123.4567}}",
        "{{1-800-555-0199}}",
        "{{020 7946 0958}}",
        "{{07911 123456}}",
        "{{07911123456}}",
        "{{030 1234567}}",
        "{{0171/1234567}}",
        "{{(030) 123 45 67}}",
        "{{06 12 34 56 78}}",
        "{{06.12.34.56.78}}",
        "{{0612345678}}",
        "{{06-12345678}}",
        "{{079 123 45 67}}",
        "{{03-1234-5678}}",
        "{{0412 345 678}}",
        "{{(02) 9876 5432}}",
        "{{612 345 678}}",
        "{{91 123 45 67}} en Madrid",
        "{{347 1234567}}",
        "{{(11) 91234-5678}}",
        "{{(11) 3456-7890}}",
        "{{11 91234-5678}}",
        "{{98765 43210}}",
        "{{138-0013-8000}}",
        "{{8 (912) 345-67-89}}",
        "my phone number is {{5551234}}",
        "My mobile: {{9876543210}}.",
        "WhatsApp {{91234567}}",
        "Handy {{1711234567}}",
        "teléfono: {{612345678}}",
        "ligue para o celular {{912345678}}",
        "Call me at {{+٤٩ ٣٠ ١٢٣٤٥٦٧}}",
        "{{+49\u00a030\u00a01234567}}",
        "{{+49–30–1234567}}",
    ),
    "CARD": (
        "card {{4111 1111 1111 1111}} was charged",
        "{{4111-1111-1111-1111}}",
        "{{4111111111111111}}",
        "{{4111.1111.1111.1111}}",
        "{{4111  1111  1111  1111}}",
        "{{5500 0000 0000 0004}} exp 12/27",
        "{{2221 0000 0000 0009}}",
        "{{3782 822463 10005}}",
        "{{378282246310005}}",
        "{{6011 1111 1111 1117}}",
        "{{3056 930902 5904}}",
        "{{3530111333300000}}",
        "{{6304000000000000}}",
        "{{4222222222222}}",
        "{{6212345678901232}}",
        "{{4111 1111 1111 1111}} 123",
        "{{4111\u00a01111\u00a01111\u00a01111}}",
        "{{４１１１ １１１１ １１１１ １１１１}}",
    ),
    "IBAN": (
        "IBAN {{DE89 3704 0044 0532 0130 00}} please",
        "{{DE89370400440532013000}}",
        "{{de89 3704 0044 0532 0130 00}} and then",
        "{{GB29 NWBK 6016 1331 9268 19}}.",
        "{{FR14 2004 1010 0505 0001 3M02 606}}",
        "{{ES91 2100 0418 4502 0005 1332}}",
        "{{NL91ABNA0417164300}}",
        "{{PT50-0002-0123-1234-5678-9015-4}}",
        "{{IT60X0542811101000000123456}}",
        "{{CH93 0076 2011 6238 5295 7}}",
    ),
    "ACCOUNT": (
        "account number {{12345678}} at my bank",
        "sort code {{12-34-56}}",
        "Kontonummer: {{1234567890}}",
        "card number: {{1234 5678 9012 3456}}",
    ),
    "IP": (
        "from {{203.0.113.7}} today",
        "http://{{203.0.113.7}}:8080/path",
        "[{{192.168.1.20}}]",
        "my ip is {{10.0.0.12}}.",
        "{{203.0.113.7}}/24",
        "{{2001:db8:85a3::8a2e:370:7334}}",
        "[{{2001:0db8:0000:0000:0000:ff00:0042:8329}}]:443",
        "{{fe80::1ff:fe23:4567:890a}}",
        "{{::ffff:203.0.113.7}}",
    ),
    "MAC": ("{{00:1A:2B:3C:4D:5E}}", "{{00-1a-2b-3c-4d-5e}} joined", "{{001a.2b3c.4d5e}}"),
    "ID": (
        "SSN {{123-45-6789}}",
        "{{123 45 6789}}",
        "my social security number is {{123456789}}",
        "NI {{AB 12 34 56 C}}",
        "{{AB123456C}}",
        "DNI {{12345678Z}}",
        "{{12345678-Z}}",
        "{{12.345.678-Z}}",
        "{{X1234567L}}",
        "{{2 55 08 14 168 025 38}}",
        "{{255081416802538}}",
        "Steuer-ID {{86095742719}}",
        "{{86 095 742 719}}",
        "{{65 170839 J 003}}",
        "{{RSSMRA85T10A562S}}",
        "CPF {{529.982.247-25}}",
        "{{52998224725}}",
        "NIF {{123456789}}",
        "contribuinte: {{123 456 789}}",
        "Aadhaar {{2345 6789 0124}}",
        "{{2345-6789-0124}}",
        "passport number: {{C01X00T47}} expired",
        "Reisepass {{C01X00T47}}",
        "driver's license {{D123-4567-8901}}",
        "{{ABCPE1234F}}",
        "{{19811218-9876}}",
    ),
    "DOB": (
        "born on {{12/03/1985}} in Rome",
        "date of birth: {{1985-03-12}}",
        "DOB {{12.03.85}}",
        "I was born {{12 March 1985}}",
        "born on {{March 12th, 1985}}",
        "geboren am {{12.03.1985}}",
        "Geburtsdatum: {{12. März 1985}}",
        "fecha de nacimiento: {{12/03/1985}}",
        "né le {{12 mars 1985}}",
        "data de nascimento {{12/03/1985}}",
    ),
    "KEY": (
        "{{AKIAIOSFODNN7EXAMPLE}}",
        "{{gh¦p_abcdefghijklmnopqrstuvwxyz0123456789}}",
        "{{github¦_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz}}",
        "{{sk¦-proj-abcdefghijklmnop1234567890}}",
        "{{sk¦_live_abcdefghij1234567890}}",
        "{{xo¦xb-123456789012-abcdefghijkl}}",
        "{{AI¦zaSyA1234567890abcdefghijklmnopqrstuv}}",
        "{{eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U}}",
        "Authorization: Bearer {{abcdef123456.ghijkl}}",
        "Authorization: Basic {{YWRhOnNlY3JldA==}}",
        "curl -H 'X-Api-Key: {{0123456789abcdef0123456789abcdef}}'",
        "password: {{hunter2}}",
        "Password: {{hunter}}",
        "password:{{Tr0ub4dor&3}}, thanks",
        "my password is {{hunter2}}!",
        "password: {{ab'cd9}} or so",
        "my password for the app is {{Summer2024}}",
        'my password is "{{correct horse}}"',
        "password for the app is {{Summer2024}}",
        '{"password": "{{hunter two}}"}',
        "pwd={{hunter}}",
        "db_password={{x9!k}}",
        "Passwort: {{geheim123}}",
        "Mein Passwort lautet {{Geheim123}}",
        "contraseña: {{secreto1}}",
        "mi contraseña es {{secreto1}}",
        "mot de passe : {{azerty99}}",
        "senha: {{segredo1}}",
        "пароль: {{секрет1}}",
        "api_key={{0123456789abcdef}}",
        "api key: {{0123456789abcdef}}",
        "apiKey = '{{0123456789abcdef}}'",
        "token={{abcdef}}",
        "access_token: {{abc123def456}}",
        "client_secret={{abc-def}}",
        "verification code: {{123456}}",
        "my PIN is {{1234}}",
        "CVV: {{123}}",
        "licence key: {{ABCD-1234-EFGH-5678}}",
        "https://{{ada:secret}}@example.com/x",
        "ftp://{{ada:p@ss@word}}@example.com",
        "https://example.com/a?token={{abc123}}&page=2",
        "https://example.com/a?page=2&access_token={{abc.def}}#top",
        "https://example.com/cb?code={{4f8d2a}}&state=x",
        "https://s3.example.com/f?X-Amz-Signature={{0123abcd}}",
        "https://example.com/r?key={{abcd1234}}",
        "https://example.com/r?session={{abcd1234}}&amp;lang=en",
        "Cookie: {{sid=abc123; theme=dark}}",
        "x {{-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7\nabc+/=\n-----END RSA PRIVATE KEY-----}} y",
        "{{-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAA}}",
    ),
    "ADDRESS": (
        "I live at {{221 Baker Street}}, sorry",
        "{{1600 Pennsylvania Ave}} near the park",
        "{{12 Old Mill Rd, Apt 4, Springfield, IL 62704}}",
        "{{10 Downing Street, London, SW1A 2AA}}",
        "Wohne {{Hauptstraße 12}}.",
        "{{Berliner Str. 5a, 10115 Berlin}}",
        "{{Lindenweg 3}}",
        "{{Lange Straße 7}}",
        "{{Schottenring 14, 1010 Wien}}",
        "{{12 rue de la Paix}} merci",
        "{{12 bis, rue de la Paix, 75002 Paris}}",
        "{{5 avenue Victor Hugo}}",
        "{{Calle Mayor 5, 28013 Madrid}}",
        "{{Calle Mayor 5, 28013}}",
        "{{C/ Gran Vía 12}}",
        "{{Rua Augusta, 120}}",
        "{{Via Roma 12, 00184 Roma}}",
        "{{Keizersgracht 123, 1015 CJ Amsterdam}}",
        "{{P.O. Box 1234}}",
        "{{Postfach 12 34}}",
    ),
}

# What looks like personal data and is not: each must stay exactly as it is.
KEPT: tuple[str, ...] = (
    "Thunderbird 115.3.1 (64-bit) on Windows 10.0.19045.3448",
    "version 1.2.3.4 and v1.2.3.4 and Version: 10.0.0.12",
    "Build 20.0.14.3 was fine, updated to 20.0.15.1",
    "driver version is 31.0.15.1, AdapterDriverVersion: 22.2.5.0, TB 102.10.1.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/115.0.5790.171 Safari/537.36 Edg/115.0.1901.188",
    "Chrome/115.0.0.0",
    "On 2023-07-01 12:00:00 +0000 it stopped",
    "2023-07-01T12:00:00.123456Z and 01.02.2023 12:30 and 01/02/2023, 3/4/23",
    "Sun, 28 May 2023 19:50:08 +0200 (CEST)",
    "from 09:30 to 17:45, 12:30:45",
    "since 2019-2023, between 2020 - 2024",
    "order #1234567 and ticket #20230112345",
    "order number 0612345678 and invoice 0171-1234567",
    "case 1234567890",
    "Error 0x80070057 and 0x8004210B, code 0x800CCC0E",
    "error code: 0x80004005 and errno 10060",
    "SMTP 550 5.7.1 and 554 5.7.0 rejected",
    "imap.example.com:993, smtp.example.com:587, localhost:8080",
    "127.0.0.1:1143 and 0.0.0.0 and 255.255.255.0 and ::1",
    "1920x1080, 3840 x 2160 px, 300 dpi",
    "$1,234.56 and 1.234,56 € and EUR 99.00 and 12 345 678 rows",
    "It costs 612 345 678 € in total",
    "10-20 users, 100-200 mails, pages 3-5",
    "123456 messages, 50000 mails in 250 folders",
    "1690000000 and 1690000000000 and 20230701120000",
    "at com.example.App.main(App.java:123)",
    "commit 3f2504e04f8911d39a0c0305e82c3301 and 9b1deb4",
    "id 123e4567-e89b-12d3-a456-426614174000",
    "UUID 3F2504E0-4F89-11D3-9A0C-0305E82C3301",
    "std::vector and Foo::Bar and ab::cd",
    "SHA1 9A:3B:5C:7D:8E:9F:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD",
    "@support please help, cc @thunderbird",
    "icon@2x.png and logo@3x.jpg and image001.png@01D8F0C4.5A7B2C30",
    "git clone git@github.com:org/repo.git",
    "npm i left-pad@1.3.0",
    "look at example.com and meet at 10 dot com bubble",
    "https://example.com/path?id=12345&page=2&lang=en-US#section",
    "https://example.com/search?q=password+reset",
    "https://example.com/e?code=404&status_code=500",
    "https://example.com/e?error_code=0x80070057",
    "C:\\Users\\me\\AppData\\Roaming\\Thunderbird\\Profiles\\abc123.default-release",
    "/home/me/.thunderbird/x.default/ImapMail/imap.example.com",
    "I forgot my password. It is wrong",
    "the password is incorrect, the password is required",
    "Password: incorrect",
    "It asks for the password: I type it and nothing happens",
    "Authentication: normal password, Security: SSL/TLS",
    "X-Account-Key: account1 X-UIDL: 342077",
    "Saved passwords: mailbox://pop.example.com",
    "enter my password: 400. That is an error",
    "[edited] password: [edited] phone: [edited]",
    "monkey: 12345 and hypotenuse: 12345 and key: abc123 and code: abc123",
    "RFC 4021 and RFC 5322, 14 dni 2023-01-01, nie 10000 Mails",
    "Passport 2023.pdf",
    "add-on ArchiveReloaded 1.0.0.6 is on",
    "Product ID 00342-20727-95805-AAOEM",
    "111.0a1 (2023-01-16) (64-bit)",
    "https://example.com/error?code=9002326",
    "password not accepted, token expired, secret santa",
    "token is invalid and the token: expired",
    "Unexpected token < in JSON at position 0",
    "key: value and keyboard shortcut: Ctrl+Shift+K",
    "The PIN is not asked for, the code is wrong",
    "the password is 100% correct",
    "password is required: https://example.com/reset",
    "I have 2 Google Drive accounts and 1 Hard Drive",
    "Use the String 5 times, Monitoring 3 hosts, Rendering 12",
    "Speicherplatz 50 GB, Arbeitsplatz 2",
    "Via Outlook 365 and via Thunderbird 115",
    "in 1 place Outlook fails; 3 ways Windows breaks",
    "Step 1 Open Settings 2 Close Window",
    "Windows Phone 10.0.15254.603",
    "call 0x80070057 failed, phone 115.3.1",
    "mobile version 12.1.1, phone storage 64 GB",
    "my 2nd phone since 2019-2023",
    "EAN 5901234123457, ISBN 978-3-16-148410-0",
    "UID148220-1163663524",
    "KB5028166, CVE-2023-4863, RFC 2822, ISO 8601, bug 1845123",
    "Samsung SM-G991B, iPhone 14, Pixel 7, ThinkPad T480s",
    "AA12 in cell B7, sheet AB123",
    "DE 12 Monate, GB29 only",
    "0123456789 is what I type",
    "3.14159265358979 and 0.0612345678",
    "52 weeks, 7 days, 24/7, 50/50",
    "+1 for this, C++ 11, +100 %",
    "born in 1985, birthday party",
    "<NAME> and <EMAIL_0> and EMAIL_1",
    "Re: [Ticket 48213] Fwd: invoice 2023-118",
    "1234 5678 9012 3456 is not a card",
    "4111 1111 1111 1112 fails the check",
)


@pytest.fixture(scope="module")
def redactor() -> Redactor:
    return Redactor(b"a key of the tests", {})


def _redact(redactor: Redactor, text: str, *, is_html: bool = False) -> str:
    message = Message("1", "customer", text, is_html=is_html)
    return redactor.redact_feedback(Feedback("tests", "1", "ticket", None, None, (message,))).messages[0].text


def _read(marked: str, kind: str) -> tuple[str, str]:
    """Return the text of a row, and what it must become: values are numbered as they come."""
    marked = marked.replace("¦", "")
    values: list[str] = []

    def number(found: re.Match[str]) -> str:
        if found[1] not in values:
            values.append(found[1])
        return f"<{kind}_{values.index(found[1]) + 1}>"

    marks = r"\{\{(.*?)\}\}(?!\})"
    return re.sub(marks, r"\1", marked, flags=re.DOTALL), re.sub(marks, number, marked, flags=re.DOTALL)


ROWS = [pytest.param(kind, text, id=f"{kind} {text[:40]!r}") for kind, texts in FOUND.items() for text in texts]


@pytest.mark.parametrize(("kind", "marked"), ROWS)
def test_s1_personal_data_becomes_a_placeholder_and_all_else_stays(redactor: Redactor, kind: str, marked: str) -> None:
    text, expected = _read(marked, kind)
    assert _redact(redactor, text) == expected
    assert _redact(redactor, expected) == expected


@pytest.mark.parametrize(("kind", "marked"), ROWS)
def test_s1_personal_data_is_found_inside_a_sentence_and_in_markup(redactor: Redactor, kind: str, marked: str) -> None:
    text, expected = _read(marked, kind)
    around = "<p>Since the update nothing works.<br>{}<br>\nIt worked in 115.3.1 on 2023-07-01.</p>"
    escaped = re.sub(r"<([A-Z]+_\d)>", r"&lt;\1&gt;", expected)
    assert _redact(redactor, around.format(text), is_html=True) == around.format(escaped)


@pytest.mark.parametrize("text", KEPT)
def test_s1_what_only_looks_personal_stays(redactor: Redactor, text: str) -> None:
    assert _redact(redactor, text) == text
    assert redactor.redact_text(text) == text
