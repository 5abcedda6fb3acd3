using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Registrations;

/// <summary>
/// Tells how registrations stand: the board, records, metrics, the log, and the messages that are kept of each. Decides nothing.
/// Owned by the loop of the keeper.
/// </summary>
internal sealed class RegistrationReport(
    ITransport transport, TrunkBoard board, IEdgeRecords records, CallMetrics metrics, TimeProvider time, ILogger log)
{
    /// <summary>The board does not know yet who is registered.</summary>
    public bool IsDue { get; set; }

    public void Trace(Registration one, ReadOnlySpan<byte> message, bool sent, in Flow flow) =>
        one.Trace.Add(message, sent, transport.Local(flow), flow, time.GetUtcNow());

    /// <summary>Something came to its end, well or not.</summary>
    public void Ended(Registration one, string outcome, long now)
    {
        metrics.RegistrationEnded(one.Trunk.Id, outcome);
        records.RegistrationSeen(new RegistrationRecord(
            time.GetUtcNow(), one.Trunk.Name, one.Trunk.Id, outcome, one.Code, one.Reason, one.Registrar?.Address.ToString(),
            outcome is "registered" or "refreshed" ? one.Binding.Granted : null,
            outcome is "failed" or "denied" ? At(one.NextAt, now) : null));
    }

    /// <summary>What the world is shown: a refresh under way is no other state while the binding stands.</summary>
    public void Publish(Registration one, long now)
    {
        var bound = one.IsBound(now);
        var shown = bound && one.State is RegistrationState.Trying or RegistrationState.Challenged && bound
            ? RegistrationState.Registered
            : one.State;
        if (shown != one.Shown)
        {
            one.ChangedAt = time.GetUtcNow();
            LogChange(one, shown);
            one.Shown = shown;
        }
        board.CellOf(one.Trunk).Registration = new RegistrationStatus(shown, one.Code, one.Reason)
        {
            CallId = Encoding.ASCII.GetString(one.Binding.CallId),
            CSeq = one.Binding.CSeq,
            ChangedAt = one.ChangedAt,
            GrantedExpires = bound ? TimeSpan.FromSeconds(one.Binding.Granted) : null,
            ExpiresAt = bound ? At(one.Binding.ExpiresAt, now) : null,
            NextRefresh = At(one.NextAt, now),
            Registrar = one.Registrar?.Address.ToString(),
            Connection = bound ? one.Binding.Flow.Connection : 0,
            SendAnyway = one.Rules.WhenUnregistered == WhenUnregistered.SendAnyway,
        };
        var told = bound ? one.Binding.Flow.Connection : -1;
        IsDue |= told != one.ToldConnection;
        one.ToldConnection = told;
    }

    /// <summary>Who may call from a registrar now, and over which connection.</summary>
    public void TellBoard(IEnumerable<Registration> all, long now)
    {
        IsDue = false;
        var bound = all.Where(one => one.IsBound(now)).ToArray();
        board.Registered = new RegisteredTrunks(
            bound.Select(static one => one.Trunk.Id).ToFrozenSet(StringComparer.Ordinal),
            bound.Where(static one => one.Binding.Flow.Connection != 0).GroupBy(static one => one.Binding.Flow.Connection)
                .ToFrozenDictionary(
                    static flow => flow.Key, static flow => flow.Select(static one => one.Trunk.Id).ToImmutableArray()));
    }

    private void LogChange(Registration one, RegistrationState shown)
    {
        var registrar = one.Registrar?.Address.ToString() ?? "";
        switch (shown)
        {
            case RegistrationState.Registered:
                RegistrationLog.Registered(log, one.Trunk.Name, registrar, one.Binding.Granted);
                break;
            case RegistrationState.BackingOff:
                RegistrationLog.Failing(log, one.Trunk.Name, registrar, Said(one));
                break;
            case RegistrationState.Failed:
                RegistrationLog.Denied(log, one.Trunk.Name, registrar, Said(one));
                break;
            case RegistrationState.Disabled when one.Shown is RegistrationState.Registered or RegistrationState.Unregistering:
                RegistrationLog.Unregistered(log, one.Trunk.Name);
                break;
            case RegistrationState.Trying when one.Shown == RegistrationState.Registered:
                RegistrationLog.Lapsed(log, one.Trunk.Name, registrar);
                break;
            default:
                break;
        }
    }

    /// <summary>Without an answer there is no code.</summary>
    private static string Said(Registration one) =>
        one.Code == 0 ? one.Reason : string.Create(CultureInfo.InvariantCulture, $"{one.Code} {one.Reason}");

    private DateTimeOffset? At(long deadline, long now) => deadline == 0 ? null : time.GetUtcNow().AddMilliseconds(deadline - now);
}
