using System.Globalization;
using System.Net;
using SipEdge.Admin;
using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;

namespace SipEdge.Hosting;

/// <summary>Bans as an operator sees, makes and lifts them.</summary>
internal sealed class BanDesk(AbuseGuard guard, Func<EdgeModel> model, Func<long> now, TimeProvider time) : IBanControl
{
    private const int LoopbackLength = 128 - 24;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    private static readonly AddressPrefix[] Loopback =
    [
        AddressPrefix.Around(AddressPrefix.Of(IPAddress.Loopback).First, LoopbackLength),
        AddressPrefix.Of(IPAddress.IPv6Loopback),
    ];

    public IReadOnlyList<BanReport> List()
    {
        var at = time.GetUtcNow();
        return
        [
            .. guard.Bans(now()).OrderBy(static ban => ban.Until).Select(ban => new BanReport(
                ban.Prefix.Text,
                ban.Manual ? "manual" : "automatic",
                ReasonCodes.Name(ban.Reason),
                ban.Since,
                ban.Until,
                Math.Max(0, Math.Round((ban.Until - at).TotalSeconds)),
                ban.Evidence,
                ban.Dropped,
                ban.Note)),
        ];
    }

    public BanChange Add(string prefix, string duration, string? note, bool force)
    {
        if (!AddressPrefix.TryParse(prefix, out var network, out var why))
        {
            return No(why!);
        }
        if (!DurationText.TryParse(duration, out var length) || length <= TimeSpan.Zero || length > Longest)
        {
            return No($"'{duration}' is not a duration of up to a year, such as 30m, 1h or 7d");
        }
        if (note is { Length: > 200 })
        {
            return No("a reason has at most 200 characters");
        }
        if (!force && Objection(network) is { } objection)
        {
            return No($"{objection}; --force bans it all the same");
        }
        return guard.TryBan(network, length, note, now())
            ? new BanChange(true, $"{network.Text} is banned for {DurationText.Write(length)}.")
            : No("there is no room for another ban: security.bans.entries");
    }

    public BanChange Lift(string prefix)
    {
        if (!AddressPrefix.TryParse(prefix, out var network, out var why))
        {
            return No(why!);
        }
        return guard.Lift(network) is { } ban
            ? new BanChange(true, $"{network.Text} is not banned any more. It was turned away {Times(ban.Dropped)}.")
            : No($"{network.Text} is not banned; `sipedge bans` lists what is");
    }

    public BanChange LiftAll() => guard.LiftAll(now()) switch
    {
        0 => new BanChange(true, "Nothing was banned."),
        1 => new BanChange(true, "1 ban lifted."),
        var many => new BanChange(true, string.Create(CultureInfo.InvariantCulture, $"{many} bans lifted.")),
    };

    private static BanChange No(string why) => new(false, why);

    private static string Times(long count) =>
        count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    /// <summary>What a slip of the finger would do harm to.</summary>
    private string? Objection(AddressPrefix network) =>
        model().Known.FindOverlap(network) is { } known
            ? $"{network.Text} holds {known.Prefix.Text} of {known.Name} ({known.Line})"
        : Loopback.Any(network.Overlaps)
            ? $"{network.Text} holds this machine's own addresses"
        : null;
}
