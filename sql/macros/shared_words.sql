-- The share of a title's words, of four letters or more, that a text says too, by their first four letters.
create or replace macro shared_words(title, text) as
    share(
        len(list_intersect(
            list_transform(regexp_extract_all(lower(title), '\w{4,}'), lambda word: left(word, 4)),
            list_transform(regexp_extract_all(lower(text), '\w{4,}'), lambda word: left(word, 4))
        )),
        len(list_distinct(list_transform(regexp_extract_all(lower(title), '\w{4,}'), lambda word: left(word, 4))))
    )
