namespace SipEdge.Core.Configuration;

internal static class NumberOptionsValidator
{
    private const int LongestPrefix = 5;
    private const int LongestTechPrefix = 16;

    // The country code that the United States, Canada and others share.
    private const string NorthAmerica = "1";

    public static void Validate(EdgeOptions options, ProblemList problems)
    {
        NumberSet.Validate(options.Numbers.ShortCodes, "numbers.short_codes", problems);
        NumberSet.Validate(options.Numbers.Emergency, "numbers.emergency", problems);
        foreach (var (name, trunk) in options.Trunks)
        {
            Validate(trunk.Numbers, $"trunks.{name}.numbers", problems);
        }
        if (!problems.HasErrors)
        {
            WarnOfIdleRoutes(options, problems);
            WarnOfDialledPrefixes(options, problems);
            WarnOfEmergencyWithoutRoute(options, problems);
        }
    }

    private static void Validate(NumberOptions numbers, string path, ProblemList problems)
    {
        if (numbers.Country is { } country && (!IsDigits(country, 3) || country[0] == '0'))
        {
            problems.Error(
                $"{path}.country", $"'{country}' is no country code", "one to three digits, such as 31, without + or 00");
        }
        ValidatePrefixes(numbers, path, problems);
        Validate(numbers, numbers.Out, $"{path}.out", problems);
        Validate(numbers, numbers.In, $"{path}.in", problems);
        ValidateTechPrefix(numbers, path, problems);
        if (numbers.DefaultNumber is { } number
            && (!NumberRange.TryParse(number, out var one, out _) || one.First != one.Last))
        {
            problems.Error($"{path}.default_number", $"'{number}' is no number", "digits, best with + and the country code");
        }
    }

    private static void ValidatePrefixes(NumberOptions numbers, string path, ProblemList problems)
    {
        if (numbers.NationalPrefix is { Length: > 0 } national && !IsDigits(national, LongestPrefix))
        {
            problems.Error($"{path}.national_prefix", $"'{national}' is no prefix", "one to five digits, in most countries 0");
        }
        if (numbers.InternationalPrefix is { } international && !IsDigits(international, LongestPrefix))
        {
            problems.Error($"{path}.international_prefix", $"'{international}' is no prefix", "one to five digits, mostly 00");
        }
        else if (numbers.NationalPrefix is { Length: > 0 } hidden
            && hidden.StartsWith(numbers.EffectiveInternationalPrefix, StringComparison.Ordinal))
        {
            problems.Error(
                $"{path}.national_prefix", "it begins with the international prefix: no number would be a national one");
        }
        if (numbers is { Country: NorthAmerica, InternationalPrefix: null })
        {
            problems.Warning($"{path}.international_prefix", "00 is taken for it, but North America dials 011", "\"011\"");
        }
        if (numbers is { NationalPrefix.Length: > 0, Country: null })
        {
            problems.Error($"{path}.country", "without it no number can be told to be a national one", "the country code");
        }
    }

    private static void Validate(NumberOptions numbers, NumberFormatOptions formats, string path, ProblemList problems)
    {
        if (numbers.Country is null && Enum.GetValues<NumberHeader>().Any(header => formats.Of(header) == NumberFormat.National))
        {
            problems.Error(path, "national needs to know which country", "country, such as 31, beside it");
        }
    }

    private static void ValidateTechPrefix(NumberOptions numbers, string path, ProblemList problems)
    {
        if (numbers.TechPrefix is not { Length: > 0 } prefix)
        {
            return;
        }
        if (prefix.Length > LongestTechPrefix || prefix.Any(c => !char.IsAsciiDigit(c) && c is not ('*' or '#')))
        {
            problems.Error($"{path}.tech_prefix", $"'{prefix}' is no prefix", "up to 16 of digits, * and #");
        }
        if (new[] { NumberHeader.RequestUri, NumberHeader.To }.Any(
            header => numbers.Out.Of(header) is NumberFormat.E164Plus or NumberFormat.AsIs))
        {
            problems.Warning($"{path}.tech_prefix", $"a number with a + becomes {prefix}+31…, which few carriers take",
                "out: e164_plain, international or national");
        }
    }

    /// <summary>A route that would change a number which nothing changes.</summary>
    private static void WarnOfIdleRoutes(EdgeOptions options, ProblemList problems)
    {
        var special = NumberCompiler.Compile(options.Numbers);
        for (var i = 0; i < options.Routes.Length; i++)
        {
            var route = options.Routes[i];
            if ((route.Strip > 0 || route.Prepend.Length > 0)
                && special.KindOf(System.Text.Encoding.UTF8.GetBytes(route.Prefix)) != NumberKind.Ordinary)
            {
                problems.Warning($"routes[{i}]", $"'{route.Prefix}' is a short code or emergency number and leaves as it was "
                    + "dialled: strip and prepend do nothing");
            }
        }
    }

    /// <summary>A route that waits for "00…" from a trunk whose numbers are read, and then begin with "+".</summary>
    private static void WarnOfDialledPrefixes(EdgeOptions options, ProblemList problems)
    {
        for (var i = 0; i < options.Routes.Length; i++)
        {
            var route = options.Routes[i];
            if (route.FromTrunk is { } name && options.Trunks.TryGetValue(name, out var trunk)
                && trunk.Numbers.In.Of(NumberHeader.RequestUri) != NumberFormat.AsIs
                && (Begins(trunk.Numbers.EffectiveInternationalPrefix) || Begins(trunk.Numbers.NationalPrefix)))
            {
                problems.Warning($"routes[{i}].prefix", $"numbers of trunk '{name}' are read before routes see them: "
                    + $"those that begin with {route.Prefix} become +…", "a prefix with + and the country code");
            }

            bool Begins(string? prefix) => prefix is { Length: > 0 } && route.Prefix.StartsWith(prefix, StringComparison.Ordinal);
        }
    }

    private static void WarnOfEmergencyWithoutRoute(EdgeOptions options, ProblemList problems)
    {
        for (var i = 0; i < options.Numbers.Emergency.Length; i++)
        {
            // Of beginnings and ranges only some numbers may exist.
            var number = options.Numbers.Emergency[i];
            if (NumberRange.TryParse(number, out var one, out _) && one.First == one.Last
                && !options.Routes.Any(route => number.StartsWith(route.Prefix, StringComparison.Ordinal)))
            {
                problems.Warning($"numbers.emergency[{i}]", $"no route takes calls to {number}");
            }
        }
    }

    private static bool IsDigits(string text, int longest) =>
        text.Length > 0 && text.Length <= longest && text.All(char.IsAsciiDigit);
}
