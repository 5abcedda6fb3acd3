using System.Diagnostics;
using System.Globalization;

namespace SipEdge.Load.Compare;

/// <summary>On what, and with which versions, the figures were taken.</summary>
internal static class MachineFacts
{
    internal static RunFigures Describe(CompareOptions options, string home)
    {
        string[] processors =
            [.. File.ReadLines("/proc/cpuinfo").Where(line => line.StartsWith("model name", StringComparison.Ordinal))];
        string model = processors.Length == 0 ? "unknown processor" : processors[0].Split(':')[1].Trim();
        return new(
            DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture),
            $"{model}, {processors.Length} cores",
            File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            Output("git", "-C", home, "describe", "--always", "--dirty"),
            new Dictionary<string, string>
            {
                ["kamailio"] = Package("kamailio"),
                ["rtpengine"] = Package("rtpengine-daemon"),
                ["dotnet"] = Environment.Version.ToString(),
            },
            options, [], [], [], [], [], [], [], []);
    }

    private static string Package(string name) => Output("dpkg-query", "-W", "-f", "${Version}", name);

    private static string Output(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start);
        string text = process is null ? "" : process.StandardOutput.ReadToEnd().Trim();
        return text.Length == 0 ? "unknown" : text;
    }
}
