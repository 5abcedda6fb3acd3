namespace SipEdge.Telemetry;

/// <summary>
/// A metric's name in Prometheus' spelling, by the OpenTelemetry compatibility rules: dots become underscores, the unit is
/// spelled out at the end, a counter ends in <c>_total</c>.
/// </summary>
public static class PrometheusName
{
    public static string Of(string instrument, string? unit, MetricKind kind)
    {
        var name = Sanitized(instrument, colonAllowed: true);
        var suffix = Unit(unit);
        if (suffix.Length > 0 && !name.EndsWith(suffix, StringComparison.Ordinal))
        {
            name += suffix;
        }

        return kind == MetricKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    public static string OfLabel(string tag) => Sanitized(tag, colonAllowed: false);

    // UCUM units in use; "{call}" and the like are annotations and not units, so they are left out.
    private static string Unit(string? unit) => unit switch
    {
        "s" => "_seconds",
        "ms" => "_milliseconds",
        "By" => "_bytes",
        "%" => "_percent",
        "1" => "_ratio",
        _ => string.Empty,
    };

    private static string Sanitized(string name, bool colonAllowed)
    {
        var letters = name.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            var c = letters[i];
            var allowed = char.IsAsciiLetter(c) || c == '_' || (char.IsAsciiDigit(c) && i > 0) || (c == ':' && colonAllowed);
            letters[i] = allowed ? c : '_';
        }

        return new string(letters);
    }
}
