-- Whether a text holds an e-mail address or the number of a payment card. Narrower than redaction on purpose: what is
-- found here has escaped it. Names of files (icon@2x.png) and of repositories (git@host) are no addresses.
create or replace macro looks_personal(written) as (
    (contains(written, '@') and len(list_filter(
        regexp_extract_all(written, '[A-Za-z0-9][A-Za-z0-9._+-]*@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,24}\b'),
        lambda address: not regexp_matches(
            lower(address), '\.(png|jpe?g|gif|svg|webp|bmp|ico|css|js|json|html?|xml|dll|exe|sys|so|py|java)$|^git@'
        )
    )) > 0)
    or len(list_filter(
        regexp_extract_all(
            written, '(?:^|[\s(:,])((?:4\d{3}|5[1-5]\d\d)[ -]?\d{4}[ -]?\d{4}[ -]?\d{4})(?:$|[\s),.!?])', 1
        ),
        lambda card: is_luhn(regexp_replace(card, '\D', '', 'g'))
    )) > 0
)
