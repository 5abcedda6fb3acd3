using System.Globalization;

namespace SipEdge.Tests.Telemetry;

/// <summary>Reads the Prometheus text format strictly: what it does not understand fails the test.</summary>
internal sealed class PrometheusReader
{
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);

    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, double> Samples => _samples;

    public static PrometheusReader Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var reader = new PrometheusReader();
        foreach (var line in text[..^1].Split('\n'))
        {
            reader.ReadLine(line);
        }

        return reader;
    }

    public IEnumerable<string> Names() => _samples.Keys.Select(static k => k.Split('{')[0]);

    private static int Name(string line, int at, bool colon)
    {
        var start = at;
        while (at < line.Length && (char.IsAsciiLetter(line[at]) || line[at] == '_' || (colon && line[at] == ':')
            || (at > start && char.IsAsciiDigit(line[at]))))
        {
            at++;
        }

        Assert.True(at > start, $"no name at {start} in: {line}");
        return at;
    }

    private static int Label(string line, int at)
    {
        at = Name(line, at, colon: false);
        Assert.Equal("=\"", line.Substring(at, 2));
        at += 2;
        while (line[at] != '"')
        {
            if (line[at] == '\\')
            {
                Assert.Contains(line[at + 1], "\\\"n");
                at++;
            }

            at++;
        }

        return at + 1;
    }

    private void ReadLine(string line)
    {
        if (line.StartsWith("# HELP ", StringComparison.Ordinal))
        {
            return;
        }

        if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
        {
            var words = line.Split(' ');
            Assert.Equal(4, words.Length);
            Assert.Contains(words[3], new[] { "counter", "gauge", "histogram" });
            Assert.True(Types.TryAdd(words[2], words[3]), $"second TYPE for {words[2]}");
            return;
        }

        var at = Name(line, 0, colon: true);
        if (line[at] == '{')
        {
            do
            {
                at = Label(line, at + 1);
            }
            while (line[at] == ',');
            Assert.Equal('}', line[at]);
            at++;
        }

        Assert.Equal(' ', line[at]);
        var number = line[(at + 1)..];
        var value = number switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            _ => double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture),
        };
        Assert.True(_samples.TryAdd(line[..at], value), $"sample written twice: {line[..at]}");
    }
}
