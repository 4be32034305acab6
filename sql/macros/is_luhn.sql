-- Whether digits end in the check digit of ISO/IEC 7812 (payment cards).
create or replace macro is_luhn(digits) as (
    list_sum(list_transform(
        range(1, length(digits) + 1),
        lambda place: [
            substr(digits, -place, 1)::integer,
            [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][substr(digits, -place, 1)::integer + 1]
        ][if(place % 2 = 0, 2, 1)]
    )) % 10 = 0
)
