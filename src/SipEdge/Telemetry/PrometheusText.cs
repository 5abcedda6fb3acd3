using System.Globalization;
using System.Text;

namespace SipEdge.Telemetry;

/// <summary>Writes metric families in the Prometheus text format 0.0.4.</summary>
public static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in families.OrderBy(static f => f.Name, StringComparer.Ordinal))
        {
            WriteFamily(text, family);
        }

        return text.ToString();
    }

    private static void WriteFamily(StringBuilder text, MetricFamily family)
    {
        var series = family.Series().Where(static s => s.Touched).ToArray();
        if (series.Length == 0)
        {
            return;
        }

        if (family.Description.Length > 0)
        {
            text.Append("# HELP ").Append(family.Name).Append(' ').Append(EscapedHelp(family.Description)).Append('\n');
        }

        text.Append("# TYPE ").Append(family.Name).Append(' ').Append(TypeName(family.Kind)).Append('\n');
        foreach (var one in series)
        {
            if (family.Kind == MetricKind.Histogram)
            {
                WriteHistogram(text, family, one);
            }
            else
            {
                WriteSample(text, family.Name, one.Tags, le: null, one.Value);
            }
        }
    }

    private static void WriteHistogram(StringBuilder text, MetricFamily family, MetricSeries series)
    {
        // Buckets are cumulative and +Inf equals _count, also while loops go on counting: it is one pass over the counts.
        long below = 0;
        for (var i = 0; i <= family.Bounds.Count; i++)
        {
            below += series.CountIn(i);
            var le = i < family.Bounds.Count ? Number(family.Bounds[i]) : "+Inf";
            WriteSample(text, family.Name + "_bucket", series.Tags, le, below);
        }

        WriteSample(text, family.Name + "_sum", series.Tags, le: null, series.Value);
        WriteSample(text, family.Name + "_count", series.Tags, le: null, below);
    }

    private static void WriteSample(
        StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, object?>> tags, string? le, double value)
    {
        text.Append(name);
        if (tags.Count > 0 || le is not null)
        {
            text.Append('{');
            var separator = string.Empty;
            foreach (var (key, tag) in tags)
            {
                text.Append(separator).Append(PrometheusName.OfLabel(key)).Append("=\"");
                AppendEscaped(text, Convert.ToString(tag, CultureInfo.InvariantCulture) ?? string.Empty);
                text.Append('"');
                separator = ",";
            }

            if (le is not null)
            {
                text.Append(separator).Append("le=\"").Append(le).Append('"');
            }

            text.Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string TypeName(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string EscapedHelp(string help) =>
        help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(c),
            };
        }
    }
}
