using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Observability;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;
using static SipEdge.Core.Registrations.RegistrationEffects;

namespace SipEdge.Core.Registrations;

/// <summary>
/// Keeps every trunk registered whose configuration asks for it: carries out what <see cref="RegistrationMachine"/> decides, and
/// tells the board. Lives on the first loop.
/// </summary>
internal sealed class RegistrationKeeper(
    ITransport transport, TrunkBoard board, Identifiers identifiers, BufferPool buffers, IEdgeRecords records, CallMetrics metrics,
    TimeProvider time, ILogger<RegistrationKeeper> log)
{
    /// <summary>No registration is refreshed more often, however short a time its registrar grants.</summary>
    private const long ShortestRefreshMs = 15_000;

    /// <summary>A registrar that asks for a longer wait is asked again all the same.</summary>
    private const long LongestRetryAfterMs = 3_600_000;

    /// <summary>One registration that stood this long has not failed before.</summary>
    private const long StableMs = 60_000;

    /// <summary>A binding that could not be removed by then lapses by itself.</summary>
    private const long LongestRemovalMs = 4_000;

    /// <summary>All begin within this time when the edge starts, so that a carrier is not asked by a thousand at once.</summary>
    private const long SpreadMs = 2_000;

    private readonly List<Registration?> _places = [];
    private readonly Dictionary<string, Registration> _byTrunk = new(StringComparer.Ordinal);
    private readonly TimerWheel _wheel = new();
    private readonly byte[] _headers = new byte[8192];
    private readonly byte[] _contact = new byte[512];
    private readonly HeaderSlot[] _slots = new HeaderSlot[SipParser.MaxHeaders];
    private EdgeModel? _model;
    private bool _draining;
    private int _turn;
    private bool _changed;
    private TransactionLayer? _transactions;

    /// <summary>Attached once, before the first message.</summary>
    public TransactionLayer Transactions
    {
        get => _transactions ?? throw new InvalidOperationException("The transaction layer is attached before the first message");
        set => _transactions = value;
    }

    /// <summary>Registrations that are being removed.</summary>
    public int Unregistering => _byTrunk.Values.Count(static one => one.State == RegistrationState.Unregistering);

    /// <summary>Follows a reload, and does what is due.</summary>
    public void OnTick(EdgeModel model, long now)
    {
        if (!ReferenceEquals(model, _model))
        {
            Apply(model, now);
        }
        while (_wheel.TryExpire(now, out var timer))
        {
            if (_places[timer / 2] is not { } one)
            {
                continue;
            }
            if (timer % 2 == 0)
            {
                one.NextAt = 0;
                Step(one, RegistrationInput.Due, now);
            }
            else
            {
                Lapse(one, now);
            }
        }
    }

    /// <summary>At the end of a round, when transactions have told of their ends as well: tells the board who is registered.</summary>
    /// <returns>When to call <see cref="OnTick"/> again.</returns>
    public long Settle(long now)
    {
        if (_changed)
        {
            TellBoard(now);
        }
        return _wheel.NextDeadline;
    }

    /// <summary>Removes every binding: calls are to go elsewhere. Nothing is registered again.</summary>
    public void BeginDrain(long now)
    {
        _draining = true;
        foreach (var one in _byTrunk.Values.ToArray())
        {
            one.Successor = null;
            Disable(one, now);
        }
    }

    /// <summary>What passed between a trunk and its registrar last; null when it does not register.</summary>
    public IReadOnlyCollection<TracedMessage>? Trace(string trunk) =>
        _byTrunk.Values.FirstOrDefault(one => one.Trunk.Name == trunk)?.Trace.Messages.ToArray();

    public void OnResponse(CallOwner owner, in SipMessageView response, in Flow flow, long now)
    {
        if (Find(owner) is not { } one || response.StatusCode < 200)
        {
            return;
        }
        Trace(one, response.Bytes, sent: false, flow);
        one.Code = response.StatusCode;
        one.Reason = PrintableText.Of(response.ReasonPhrase);
        var outcome = RegistrarAnswer.Read(response.StatusCode);
        switch (outcome)
        {
            case RegistrarAnswer.Kind.Accepted when one.State == RegistrationState.Unregistering:
                Step(one, RegistrationInput.Accepted, now);
                break;
            case RegistrarAnswer.Kind.Accepted:
                OnAccepted(one, response, flow, now);
                break;
            case RegistrarAnswer.Kind.Challenge:
                OnChallenge(one, response, flow, now);
                break;
            case RegistrarAnswer.Kind.TooBrief:
                OnTooBrief(one, response, now);
                break;
            case RegistrarAnswer.Kind.Denied:
                Step(one, RegistrationInput.Denied, now);
                break;
            default:
                one.NotBefore = Math.Max(one.NotBefore, now + RetryAfter(response));
                TargetFailed(one, now);
                break;
        }
    }

    /// <summary>Nothing came back, or nothing went out.</summary>
    public void OnNoResponse(CallOwner owner, string why, long now)
    {
        if (Find(owner) is { } one)
        {
            (one.Code, one.Reason) = (0, why);
            TargetFailed(one, now);
        }
    }

    public void OnFlowClosed(in Flow flow, long now)
    {
        if (flow.Connection == 0)
        {
            return;
        }
        foreach (var one in _byTrunk.Values)
        {
            if (one.Binding.Flow.Connection == flow.Connection && one.State == RegistrationState.Registered)
            {
                (one.Code, one.Reason) = (0, "the connection closed");
                one.Binding.ExpiresAt = 0;
                one.Failures = now - one.RegisteredAt > StableMs ? 0 : one.Failures;
                Step(one, RegistrationInput.FlowLost, now);
            }
        }
    }

    private void Apply(EdgeModel model, long now)
    {
        var first = _model is null;
        _model = model;
        var wanted = _draining ? [] : model.Trunks.Where(static trunk => trunk is { Register: not null, Active: true })
            .ToDictionary(static trunk => trunk.Id, StringComparer.Ordinal);
        foreach (var (id, one) in _byTrunk.ToArray())
        {
            var next = wanted.GetValueOrDefault(id);
            if (next is not null && next.Register!.IsSameBindingAs(one.Rules) && IsSame(next.Credentials, one.Trunk.Credentials)
                && one.State is not (RegistrationState.Unregistering or RegistrationState.Disabled))
            {
                var found = one.Rules.Targets.IsEmpty && !next.Register.Targets.IsEmpty;
                var at = TargetOf(one)?.Address;
                one.Trunk = next;
                one.Target = Math.Max(0, IndexOf(next.Register.Targets, at));
                if (found && one.State == RegistrationState.BackingOff)
                {
                    Arm(one, 0, now); // its name has an address now
                }
                continue;
            }
            one.Successor = next;
            Disable(one, now);
        }
        foreach (var trunk in wanted.Values)
        {
            if (!_byTrunk.ContainsKey(trunk.Id))
            {
                Begin(trunk, first && wanted.Count > 1 ? identifiers.NextUInt32() % SpreadMs : 0, now);
            }
        }
        _changed = true;
    }

    private void Disable(Registration one, long now) => Step(
        one,
        one.State == RegistrationState.BackingOff && one.IsBound(now) ? RegistrationInput.DisableBound : RegistrationInput.Disable,
        now);

    private static bool IsSame(TrunkCredentials? one, TrunkCredentials? other) =>
        one is null ? other is null : one.IsSameAs(other);

    private void Begin(TrunkModel trunk, long after, long now)
    {
        var place = _places.IndexOf(null);
        if (place < 0)
        {
            place = _places.Count;
            _places.Add(null);
        }
        var one = new Registration(place, trunk, buffers) { Binding = RegistrationBinding.New(identifiers) };
        _places[place] = one;
        _byTrunk.Add(trunk.Id, one);
        if (after == 0)
        {
            Step(one, RegistrationInput.Enable, now);
            return;
        }
        one.State = RegistrationState.BackingOff;
        one.Reason = "starting";
        Arm(one, after, now);
        Publish(one, now);
    }

    private void Step(Registration one, RegistrationInput input, long now)
    {
        while (true)
        {
            var effects = RegistrationMachine.Step(ref one.State, input);
            if (effects == None)
            {
                return;
            }
            if ((effects & FirstTarget) != 0)
            {
                (one.Target, one.Tried) = (0, 0);
            }
            if ((effects & NextTarget) != 0)
            {
                (one.Target, one.Tried) = (one.Target + 1, one.Tried + 1);
            }
            ArmFor(one, effects, now);
            if ((effects & SendRemoval) != 0)
            {
                // Where it was bound, which a refresh that failed there may have left.
                var bound = one.IsBound(now) ? IndexOf(one.Rules.Targets, one.Binding.Flow.Remote) : -1;
                one.Target = bound < 0 ? one.Target : bound;
                one.Binding.ExpiresAt = 0;
                one.Digest.Begin();
            }
            if ((effects & (Send | SendRemoval)) != 0 && !TrySend(one, (effects & SendRemoval) != 0, now))
            {
                input = HasAnotherTarget(one) ? RegistrationInput.TargetFailed : RegistrationInput.AllFailed;
                continue;
            }
            if ((effects & SendRemoval) != 0)
            {
                Arm(one, LongestRemovalMs, now);
            }
            Publish(one, now);
            if ((effects & Finish) != 0)
            {
                Finished(one, removed: (effects & Disarm) == 0, now);
            }
            return;
        }
    }

    private void ArmFor(Registration one, RegistrationEffects effects, long now)
    {
        if ((effects & Disarm) != 0)
        {
            _wheel.Cancel(2 * one.Place);
            one.NextAt = 0;
        }
        if ((effects & ArmRefresh) != 0)
        {
            // Between 70 and 85 percent of what was granted: time for all of a transaction's retransmissions is left, and a thousand
            // that began together do not stay together.
            Arm(one, Math.Max(ShortestRefreshMs, one.Binding.Granted * (700 + Draw(150))), now);
        }
        if ((effects & ArmRetry) != 0)
        {
            Arm(one, Math.Max(BackOff(one), one.NotBefore - now), now);
            one.Failures++;
            Told(one, "failed", now);
        }
        if ((effects & ArmSlowRetry) != 0)
        {
            Arm(one, (one.Rules.RetryDeniedMs / 10 * 9) + Draw(one.Rules.RetryDeniedMs / 10), now);
            one.Binding.ExpiresAt = 0;
            one.Failures = 0;
            Told(one, "denied", now);
        }
    }

    /// <summary>Doubles up to the most, and is somewhere in the upper half of that (RFC 5626 §4.5).</summary>
    private long BackOff(Registration one)
    {
        var rules = one.Rules;
        var whole = Math.Min(rules.RetryMaxMs, rules.RetryMs << Math.Min(one.Failures, 20));
        return (whole / 2) + Draw((whole / 2) + 1);
    }

    private void Arm(Registration one, long after, long now)
    {
        one.NextAt = now + after;
        _wheel.Arm(2 * one.Place, one.NextAt);
    }

    private static bool HasAnotherTarget(Registration one) => one.Tried + 1 < one.Rules.Targets.Length;

    private void TargetFailed(Registration one, long now) =>
        Step(one, HasAnotherTarget(one) ? RegistrationInput.TargetFailed : RegistrationInput.AllFailed, now);

    private bool TrySend(Registration one, bool removes, long now)
    {
        if (one.Rules.Targets.IsEmpty)
        {
            (one.Code, one.Reason) = (0, "the registrar's name has no address");
            return false;
        }
        var target = TargetOf(one)!;
        var flow = target.Flow;
        var contact = WriteContact(one, flow);
        var writer = new SipWriter(_headers);
        writer.Lines(target.RouteLine);
        writer.Header(HeaderId.MaxForwards, LocalCapabilities.MaxForwards);
        writer.Begin(HeaderId.From);
        writer.Append(one.Rules.AddressOfRecord);
        writer.Append(";tag="u8);
        writer.Append(one.Binding.Tag);
        writer.End();
        writer.Header(HeaderId.To, one.Rules.AddressOfRecord);
        writer.Header(HeaderId.CallId, one.Binding.CallId);
        writer.Begin(HeaderId.CSeq);
        writer.Append(++one.Binding.CSeq);
        writer.Append(" REGISTER"u8);
        writer.End();
        writer.Begin(HeaderId.Contact);
        writer.Append((byte)'<');
        writer.Append(contact);
        writer.Append((byte)'>');
        writer.End();
        writer.Header(HeaderId.Expires, removes ? 0 : Asked(one));
        writer.Lines(LocalCapabilities.AllowLine);
        if (one.Trunk.Credentials is { } credentials && one.Digest.HasCredentials && MayAnswerOver(flow, credentials))
        {
            WriteCredentials(ref writer, one, credentials);
        }
        one.Digest.Begin();
        one.Turn = ++_turn;
        var request = new RequestContent { Method = SipMethod.Register, RequestUri = one.Rules.RequestUri, Headers = writer.Written };
        one.Client = writer.Failed ? TransactionId.None : Transactions.Send(request, flow, Owner(one), now);
        if (one.Client.IsNone)
        {
            (one.Code, one.Reason) = (0, "it could not be sent");
            return false;
        }
        Trace(one, Transactions.Sent(one.Client), sent: true, flow);
        return true;
    }

    private void OnAccepted(Registration one, in SipMessageView response, in Flow flow, long now)
    {
        var contact = WriteContact(one, flow);
        var granted = GrantedExpires.Read(response, contact, Asked(one));
        if (granted <= 0)
        {
            one.Reason = "accepted, but our binding is not among those kept";
            TargetFailed(one, now);
            return;
        }
        var refreshed = one.IsBound(now);
        // No registrar has reason to grant more than was asked; a refresh in a year would be none.
        one.Binding.Granted = Math.Min(granted, Math.Max(Asked(one), 60));
        one.Binding.ExpiresAt = now + (one.Binding.Granted * 1000L);
        one.Binding.Flow = flow;
        _wheel.Arm((2 * one.Place) + 1, one.Binding.ExpiresAt);
        one.Tried = 0;
        one.NotBefore = 0;
        one.RegisteredAt = refreshed ? one.RegisteredAt : now;
        one.Failures = now - one.RegisteredAt > StableMs || flow.Connection == 0 ? 0 : one.Failures;
        Step(one, RegistrationInput.Accepted, now);
        Told(one, refreshed ? "refreshed" : "registered", now);
    }

    private void OnChallenge(Registration one, in SipMessageView response, in Flow flow, long now)
    {
        var (reason, credentials) = (ReasonCode.NextHopChallenged, one.Trunk.Credentials);
        if (credentials is not null)
        {
            reason = !MayAnswerOver(flow, credentials) ? ReasonCode.ChallengeNeedsTls
                : SipParser.Parse(Transactions.Challenged, _slots, ParseLimits.Default, out var refused) == ParseStatus.Complete
                    ? ChallengeReasons.Of(one.Digest.Take(response, refused, credentials))
                    : ReasonCode.InternalError;
        }
        if (reason != ReasonCode.None)
        {
            one.Reason = $"{ReasonCodes.Name(reason)} \"{PrintableText.Of(DigestClient.RealmOf(response))}\"";
            Step(one, RegistrationInput.Denied, now);
            return;
        }
        var writer = new SipWriter(_headers);
        WriteCredentials(ref writer, one, credentials!);
        one.Turn = ++_turn;
        var again = writer.Failed
            ? TransactionId.None
            : Transactions.SendAgain(++one.Binding.CSeq, writer.Written, Owner(one), now);
        if (again.IsNone)
        {
            one.Reason = "the answer to the challenge could not be sent";
            TargetFailed(one, now);
            return;
        }
        one.Client = again;
        Trace(one, Transactions.Sent(again), sent: true, flow);
        Step(one, RegistrationInput.Challenge, now);
    }

    /// <summary>423: the registrar wants longer ones (RFC 3261 §10.2.8). Once in a row, and no longer than a day.</summary>
    private void OnTooBrief(Registration one, in SipMessageView response, long now)
    {
        var wanted = int.TryParse(response.First(HeaderId.MinExpires), NumberStyles.None, CultureInfo.InvariantCulture, out var least)
            ? least
            : 0;
        if (wanted > Asked(one) && wanted <= 86_400)
        {
            one.LeastExpires = wanted;
            Step(one, RegistrationInput.TooBrief, now);
            return;
        }
        one.Reason = $"it wants registrations of at least {wanted} s";
        Step(one, RegistrationInput.Denied, now);
    }

    /// <summary>Time is over and no refresh has come through.</summary>
    private void Lapse(Registration one, long now)
    {
        if (one.IsBound(now))
        {
            return;
        }
        one.Binding.ExpiresAt = 0;
        Told(one, "lost", now);
        Publish(one, now);
    }

    private void Finished(Registration one, bool removed, long now)
    {
        if (removed)
        {
            Told(one, "unregistered", now);
        }
        _wheel.Cancel(2 * one.Place);
        _wheel.Cancel((2 * one.Place) + 1);
        one.Digest.Clear();
        _places[one.Place] = null;
        _byTrunk.Remove(one.Trunk.Id);
        _changed = true;
        if (one.Successor is { } next && !_draining)
        {
            Begin(next, 0, now);
        }
    }

    private Registration? Find(CallOwner owner) =>
        (uint)owner.Slot < (uint)_places.Count && _places[owner.Slot] is { } one && owner.Generation == (one.Turn & CallOwner.GenerationMask)
            ? one
            : null;

    private static long Owner(Registration one) =>
        new CallOwner(one.Place, one.Turn, OwnerPurpose.Registration).Value;

    private static int Asked(Registration one) => Math.Max(one.Rules.Expires, one.LeastExpires);

    private long Draw(long below) => below <= 0 ? 0 : identifiers.NextUInt32() % below;

    private static bool MayAnswerOver(in Flow flow, TrunkCredentials credentials) =>
        !credentials.RequireTls || flow.Transport == TransportKind.Tls;

    private void WriteCredentials(ref SipWriter writer, Registration one, TrunkCredentials credentials)
    {
        Span<byte> cnonce = stackalloc byte[Identifiers.TokenLength];
        identifiers.WriteToken(cnonce);
        one.Digest.Write(ref writer, credentials, SipMethod.Register, one.Rules.RequestUri, cnonce);
    }

    private ReadOnlySpan<byte> WriteContact(Registration one, in Flow flow)
    {
        var writer = new SipWriter(_contact);
        writer.Append("sip:"u8);
        writer.Append(one.Rules.ContactUser);
        writer.Append((byte)'@');
        writer.Append(one.Trunk.ContactOn(flow.Listener, transport.SentBy(flow)));
        writer.Append(flow.Transport switch
        {
            TransportKind.Udp => default,
            TransportKind.Tcp => ";transport=tcp"u8,
            _ => ";transport=tls"u8,
        });
        return _contact.AsSpan(0, writer.Length);
    }

    private static long RetryAfter(in SipMessageView response)
    {
        var text = response.First(HeaderId.RetryAfter);
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return long.TryParse(digits < 0 ? text : text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? Math.Min(seconds, LongestRetryAfterMs / 1000) * 1000
            : 0;
    }

    private void Trace(Registration one, ReadOnlySpan<byte> message, bool sent, in Flow flow) =>
        one.Trace.Add(message, sent, transport.Local(flow), flow, time.GetUtcNow());

    private void Told(Registration one, string outcome, long now)
    {
        metrics.RegistrationEnded(one.Trunk.Id, outcome);
        records.RegistrationSeen(new RegistrationRecord(
            time.GetUtcNow(), one.Trunk.Name, one.Trunk.Id, outcome, one.Code, one.Reason, RegistrarOf(one),
            outcome is "registered" or "refreshed" ? one.Binding.Granted : null,
            outcome is "failed" or "denied" ? At(one.NextAt, now) : null));
    }

    private static string? RegistrarOf(Registration one) => TargetOf(one)?.Address.ToString();

    /// <summary>The registrar that is asked now; null while its name has no address.</summary>
    private static TargetModel? TargetOf(Registration one) =>
        one.Rules.Targets.IsEmpty ? null : one.Rules.Targets[one.Target % one.Rules.Targets.Length];

    private static int IndexOf(ImmutableArray<TargetModel> targets, SocketEndpoint? address)
    {
        for (var i = 0; i < targets.Length; i++)
        {
            if (targets[i].Address == address)
            {
                return i;
            }
        }
        return -1;
    }

    private DateTimeOffset? At(long deadline, long now) => deadline == 0 ? null : time.GetUtcNow().AddMilliseconds(deadline - now);

    /// <summary>What the world is shown: a refresh under way is no other state while the binding stands.</summary>
    private void Publish(Registration one, long now)
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
            CallId = System.Text.Encoding.ASCII.GetString(one.Binding.CallId),
            CSeq = one.Binding.CSeq,
            ChangedAt = one.ChangedAt,
            GrantedExpires = bound ? TimeSpan.FromSeconds(one.Binding.Granted) : null,
            ExpiresAt = bound ? At(one.Binding.ExpiresAt, now) : null,
            NextRefresh = At(one.NextAt, now),
            Registrar = RegistrarOf(one),
            Connection = bound ? one.Binding.Flow.Connection : 0,
            SendAnyway = one.Rules.WhenUnregistered == WhenUnregistered.SendAnyway,
        };
        _changed = true;
    }

    private void LogChange(Registration one, RegistrationState shown)
    {
        var registrar = RegistrarOf(one) ?? "";
        switch (shown)
        {
            case RegistrationState.Registered:
                RegistrationLog.Registered(log, one.Trunk.Name, registrar, one.Binding.Granted);
                break;
            case RegistrationState.BackingOff:
                RegistrationLog.Failing(log, one.Trunk.Name, registrar, one.Code, one.Reason);
                break;
            case RegistrationState.Failed:
                RegistrationLog.Denied(log, one.Trunk.Name, registrar, one.Code, one.Reason);
                break;
            case RegistrationState.Disabled:
                RegistrationLog.Unregistered(log, one.Trunk.Name);
                break;
            default:
                break;
        }
    }

    private void TellBoard(long now)
    {
        _changed = false;
        var bound = _byTrunk.Values.Where(one => one.IsBound(now)).ToArray();
        board.Registered = new RegisteredTrunks(
            bound.Select(static one => one.Trunk.Id).ToFrozenSet(StringComparer.Ordinal),
            bound.Where(static one => one.Binding.Flow.Connection != 0).GroupBy(static one => one.Binding.Flow.Connection)
                // Two accounts over one connection: the address tells no more than the flow.
                .ToFrozenDictionary(static flow => flow.Key, static flow => flow.First().Trunk.Id));
    }
}
