using System.Globalization;
using SipEdge.Admin;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace SipEdge.Cli;

/// <summary>Live calls on a screen of 100 columns; long identities are cut, <c>--json</c> has them whole.</summary>
internal static class CallTables
{
    /// <summary>One line a call.</summary>
    public static IRenderable Calls(IReadOnlyList<CallReport> calls)
    {
        var table = new TextTable(
            ("Call", 24), ("State", 11), ("Time", 8), ("From", 12), ("Called", 12), ("To", 8), ("Audio", 10))
        {
            Caption = Count(calls),
        };
        foreach (var call in calls)
        {
            table.Add(call.Id, call.State, Duration(call.Seconds), WithoutScheme(call.From), call.Called, call.To, Audio(call));
        }

        return table.Rendered;
    }

    /// <summary>One line a side: how what it sends arrives.</summary>
    public static IRenderable Media(IReadOnlyList<CallReport> calls)
    {
        var table = new TextTable(
            ("Call", 24), ("Side", 6), ("Codec", 5), ("MOS", 4), ("Loss %", 6), ("Late", 6), ("Jitter ms", 9), ("Trip ms", 7),
            ("Silent since", 12))
        {
            Caption = Count(calls),
        };
        foreach (var call in calls)
        {
            Add(table, call.Id, "caller", call.Caller.Audio);
            if (call.Callee is { } callee)
            {
                Add(table, string.Empty, "callee", callee.Audio);
            }
        }

        return table.Rendered;
    }

    /// <summary>All that is known of one call.</summary>
    public static IRenderable One(CallReport call)
    {
        var facts = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0, 0, 3, 0) }).AddColumn();
        Add(facts, "Call", call.Id);
        Add(facts, "State", $"{call.State}, {Duration(call.Seconds)}");
        Add(facts, "From", call.From);
        Add(facts, "Called", $"{call.Called}, sent to {call.To}");
        AddSide(facts, "Caller", call.Caller);
        if (call.Callee is { } callee)
        {
            AddSide(facts, "Callee", callee);
        }

        return facts;
    }

    /// <summary>
    /// Which directions are heard: "both", "caller", "callee" or "none", and the lower MOS of those; the echo is heard when its
    /// caller is.
    /// </summary>
    private static string Audio(CallReport call)
    {
        var caller = IsHeard(call.Caller.Audio);
        var callee = call.Callee is null ? caller : IsHeard(call.Callee.Audio);
        var heard = (caller, callee) switch
        {
            (true, true) => "both",
            (true, false) => "caller",
            (false, true) => "callee",
            _ => "none",
        };
        var scores = new[] { caller ? call.Caller.Audio?.Mos : null, callee ? call.Callee?.Audio?.Mos : null };
        return scores.Min() is { } lowest ? string.Create(CultureInfo.InvariantCulture, $"{heard} {lowest:0.0}") : heard;
    }

    private static bool IsHeard(AudioReport? audio) => audio is { Received: > 0, SilentSince: null };

    private static void Add(TextTable table, string id, string side, AudioReport? audio)
    {
        if (audio is null)
        {
            table.Add(id, side, "", "", "", "", "", "", "no media");
            return;
        }

        table.Add(
            id,
            side,
            audio.Codec ?? "",
            Text(audio.Mos, "0.00"),
            Text(audio.LossPercent, "0.00"),
            audio.Late.ToString(CultureInfo.InvariantCulture),
            Text(audio.JitterMilliseconds, "0.0"),
            Text(audio.RoundTripMilliseconds, "0"),
            audio switch
            {
                { SilentSince: { } since } => Invariant($"{since:HH:mm:ss}Z"),
                { Received: 0 } => "never heard",
                _ => "",
            });
    }

    private static void AddSide(Grid facts, string name, LegReport leg)
    {
        Add(facts, name, $"{leg.Transport} {leg.Peer}, {leg.Media}");
        if (leg.Audio is not { } audio)
        {
            return;
        }

        var loss = Invariant($"{audio.LossPercent:0.##} %, {audio.Bursts} bursts, longest {audio.LongestLoss}");
        Add(facts, "  sent", Invariant($"{audio.Received} packets, {audio.Lost} lost ({loss})"));
        Add(facts, "", Invariant(
            $"{audio.Late} late, {audio.Reordered} reordered, {audio.Duplicates} twice, {audio.Rejected} rejected"));
        var jitter = Invariant($"jitter {audio.JitterMilliseconds:0.0} ms, at worst {audio.MaxJitterMilliseconds:0.0} ms");
        Add(facts, "", Invariant($"{jitter}, {audio.SourceChanges} source changes"));
        Add(facts, "  sounded", audio.Mos is { } mos
            ? Invariant($"MOS {mos:0.00}, R {audio.RFactor:0.0}, {audio.Codec}")
            : "not known: no second of a known codec yet");
        Add(facts, "  heard", Heard(audio) + (audio.SilentSeconds > 0
            ? Invariant($", silent for {audio.SilentSeconds:0.0} s together")
            : ""));
        Add(facts, "  got", Invariant($"{audio.Sent} packets") + (audio.Remote is { } remote ? $" at {remote}" : ""));
        if (audio.RemoteLossPercent is { } remoteLoss)
        {
            var trip = Optional(", round trip ", audio.RoundTripMilliseconds, " ms");
            var score = Optional(", MOS ", audio.RemoteMos, "");
            Add(facts, "  reported", Invariant(
                $"{remoteLoss:0.##} % lost, jitter {audio.RemoteJitterMilliseconds:0.0} ms{trip}{score}"));
        }
    }

    private static string Heard(AudioReport audio) => audio switch
    {
        { SilentSince: { } since } => Invariant($"not since {since:HH:mm:ss}Z"),
        { Received: 0 } => "not yet",
        _ => "yes",
    };

    private static string Count(IReadOnlyList<CallReport> calls) =>
        calls.Count == 1 ? "1 call" : Invariant($"{calls.Count} calls");

    private static string WithoutScheme(string uri) => uri.StartsWith("sip:", StringComparison.Ordinal) ? uri[4..] : uri;

    private static string Duration(double seconds)
    {
        var time = TimeSpan.FromSeconds(seconds);
        return Invariant($"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }

    private static string Text(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";

    private static string Optional(string before, double? value, string after) =>
        value is { } known ? Invariant($"{before}{known:0.#}{after}") : "";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static void Add(Grid facts, string name, string value) =>
        facts.AddRow(new Text(name), new Text(ScreenText.Of(value, 84)));
}
