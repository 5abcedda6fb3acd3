using System.Diagnostics;
using System.Globalization;

namespace SipEdge.Load.Compare;

/// <summary>On what, and with which versions, the figures were taken.</summary>
internal static class MachineFacts
{
    internal static RunFigures Describe(CompareOptions options, string home)
    {
        string model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) ?? "model name: unknown";
        return new(
            DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture),
            $"{model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()}, {File.ReadLines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal))} cores",
            File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
            Output("git", "-C", home, "describe", "--always", "--dirty"),
            new Dictionary<string, string>
            {
                ["kamailio"] = Package("kamailio"),
                ["rtpengine"] = Package("rtpengine-daemon"),
                ["dotnet"] = Environment.Version.ToString(),
            },
            options, [], [], [], [], [], [], []);
    }

    private static string Package(string name) => Output("dpkg-query", "-W", "-f", "${Version}", name);

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
        string text = process is null ? "" : process.StandardOutput.ReadToEnd().Trim();
        return text.Length == 0 ? "unknown" : text;
    }
}
