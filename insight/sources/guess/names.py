"""Names: what the exports of helpdesks, shops and surveys call their columns, for `insight init` only.

Without spaces, hyphens, underscores and what stands in brackets; in the order in which they are tried. A dot leads into
nested JSON, from wherever the first step stands ("reporter.accountid" is found in fields.reporter.accountId); a name
without one is of the row itself, or of what holds all that a row says (HOLDERS).
"""

from __future__ import annotations

NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        *("ticketid", "conversationid", "caseid", "casenumber", "issuekey", "issueid", "reviewid", "surveyresponseid"),
        *("responseid", "postid", "submissionid", "requestid", "feedbackid", "key", "id", "uuid", "token", "#"),
        *("ticketnumber", "ticketno", "number", "ticketnummer", "nummer"),
    ),
    "title": (
        *("subject", "title", "summary", "headline", "reviewtitle", "ticketname", "ticketsubject", "betreff", "titel"),
        *("asunto", "objet", "assunto"),
    ),
    "text": (
        *("description", "content", "body", "text", "message", "firstmessage", "question", "details", "reviewtext"),
        *("reviewbody", "reviewcontent", "review", "comment", "feedback", "verbatim", "ticketdescription"),
        *("source.body", "descriptiontext", "nachricht", "beschreibung", "mensaje", "mensagem", "contenu"),
    ),
    "created_at": (
        *("createdat", "createdtime", "createddate", "created", "createdate", "creationdate", "datecreated"),
        *("conversationstartedat", "submittedat", "submitteddate", "submitdate", "reviewcreated", "reviewdate"),
        *(
            "respondedat",
            "responsedate",
            "answeredat",
            "openedat",
            "opened",
            "postedat",
            "publishedat",
            "publisheddate",
        ),
        *("receivedat", "startedat", "startdate", "timestamp", "date", "erstelltam", "erstellt", "datum", "fecha"),
        *("dateofexperience",),
    ),
    "updated_at": (
        *("updatedat", "updated", "updateddate", "lastupdatetime", "lastupdated", "lastmodifieddate", "lastmodified"),
        *("lastmodifiedat", "modifiedat", "conversationlastupdatedat", "reviewupdated", "dateupdated"),
    ),
    "customer": (
        *("requesterid", "reporter.accountid", "customerid", "contactid", "userid", "source.author.id", "author.id"),
        *("user.id", "user.login", "contact.id", "customer.id", "authorid", "consumerid", "personid", "respondentid"),
        *("associatedcontactids", "memberid", "reporter", "requester", "customer", "contact", "respondent", "author"),
        *("reviewer", "user", "username", "reviewername", "authorname", "nickname", "kundennummer", "kunde", "cliente"),
        *("creator", "consumername"),
    ),
    "customer_name": (
        *("requestername", "customername", "reporter.displayname", "source.author.name", "author.name", "user.name"),
        *("contact.name", "fullname", "consumername", "contactname", "username", "reviewername", "authorname"),
        *("reviewer", "author", "reporter", "name"),
    ),
    "customer_email": (
        *("requesteremail", "contactemail", "useremail", "suppliedemail", "customeremail", "reporter.emailaddress"),
        *("source.author.email", "author.email", "user.email", "contact.email", "authoremail", "email", "emailaddress"),
    ),
    "account": (
        *("accountid", "companyid", "company.id", "organizationid", "organization.id", "accountname", "companyname"),
        *("organizationname", "associatedcompany", "company", "organization", "account", "firma"),
    ),
    "product": ("product", "productname", "app", "appname"),
    "version": ("appversion", "version", "affectsversions", "affectsversion/s", "productversion"),
    "device": ("device", "devicemodel", "platform", "os", "operatingsystem"),
    "country": ("country", "countrycode", "territory", "location"),
    "language": ("language", "languagecode", "lang", "locale"),
    "rating": (
        "rating",
        "stars",
        "starrating",
        "score",
        "overallrating",
        "reviewstars",
        "reviewrating",
        "npsscore",
        "nps",
    ),
    "tags": ("tags", "labels", "conversationtags", "tagnames", "labelnames"),
    "url": ("reviewurl", "conversationurl", "ticketurl", "posturl", "htmlurl", "permalink", "weburl", "url", "link"),
    "deleted": ("isdeleted", "deleted"),
}

HOLDERS = ("fields", "attributes", "ticket", "issue", "case", "conversation", "review", "source")

# A column of times with such a name says something else than when the feedback was written.
OTHER_TIMES = ("clos", "resol", "solv", "due", "updat", "modif", "last", "view", "reply", "repl", "expir", "birth")
# Words of ours, of our staff or of a machine, whatever else the column is called.
NOT_THE_CUSTOMERS = ("reply", "replies", "response", "agent", "assignee", "internal", "note", "resolution", "developer")

# Inside a list of messages.
COMMENT_TEXTS = ("html_body", "body", "text", "content", "message", "comment", "plain_body", "body_text")
COMMENT_TIMES = ("createdat", "created", "date", "timestamp", "sentat")
COMMENT_AUTHORS = ("author.id", "authorid", "author.accountid", "userid", "user.id", "user.login", "author", "user")
COMMENT_ROLES = ("author.type", "authortype", "author.role", "authorrole", "role", "sendertype", "sender", "incoming")
