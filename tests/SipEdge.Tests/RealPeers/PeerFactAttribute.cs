namespace SipEdge.Tests.RealPeers;

/// <summary>A test that needs foreign programs; where one is not installed the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(params string[] programs)
    {
        var missing = programs.Where(program => !IsInstalled(program)).ToArray();
        if (missing.Length > 0)
        {
            Skip = $"{string.Join(" and ", missing)} not installed (Debian packages sip-tester, baresip-core, dnsmasq-base, kamailio, unbound)";
        }
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
