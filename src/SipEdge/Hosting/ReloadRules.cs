using SipEdge.Core.Configuration;

namespace SipEdge.Hosting;

/// <summary>
/// What a reload cannot change, because sockets, threads and tables were made from it. Such a change is refused whole, with the
/// place where it was written: half a configuration in force would be worse than the old one.
/// </summary>
internal static class ReloadRules
{
    public static void Check(EdgeModel current, EdgeModel next, ProblemList problems)
    {
        Compare("listeners", Shape(current.Listeners), Shape(next.Listeners), problems);
        Compare("media", Shape(current.Media), Shape(next.Media), problems);
        Compare("loops", current.Loops, next.Loops, problems);
        Compare("calls.max_calls", current.Calls.MaxCalls, next.Calls.MaxCalls, problems);
        Compare("security.limits", current.Limits, next.Limits, problems);
        Compare("security.nonce_lifetime", current.Security.NonceLifetimeMs, next.Security.NonceLifetimeMs, problems);
        Compare("security.rates.sources", current.Security.Rates.Sources, next.Security.Rates.Sources, problems);
        Compare("security.bans.entries", current.Security.Bans.Entries, next.Security.Bans.Entries, problems);
        Compare("timers", current.Timers, next.Timers, problems);
        Compare("admin", current.Admin, next.Admin, problems);
        Compare("records", current.Records, next.Records, problems);
        Compare("telemetry", current.Telemetry, next.Telemetry, problems);
    }

    private static void Compare<T>(string path, T current, T next, ProblemList problems)
    {
        if (!EqualityComparer<T>.Default.Equals(current, next))
        {
            problems.Error(path, "a change here needs a restart");
        }
    }

    // Which certificates a listener shows may change; whether it asks for some may not.
    private static string Shape(IEnumerable<ListenerModel> listeners) => string.Join('\n', listeners.Select(static listener =>
        $"{listener.Number} {listener.Name} {listener.Transport} {listener.Bind} {listener.AdvertisedHost} {listener.AdvertisedPort} {listener.StrictSni} {listener.ClientAuth}"));

    private static string Shape(MediaModel media) =>
        $"{media.Ipv4?.Address} {media.Ipv4?.Advertised} {media.Ipv6?.Address} {media.Ipv6?.Advertised} {media.PortMin} {media.PortMax} {media.PaceMs}";
}
