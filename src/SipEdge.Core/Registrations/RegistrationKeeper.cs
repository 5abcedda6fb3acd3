using System.Collections.Immutable;
using System.Globalization;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;
using static SipEdge.Core.Registrations.RegistrationEffects;

namespace SipEdge.Core.Registrations;

/// <summary>
/// Keeps every trunk registered whose configuration asks for it: carries out what <see cref="RegistrationMachine"/> decides. Lives
/// on the first loop.
/// </summary>
internal sealed class RegistrationKeeper(
    RegisterRequests requests, RegistrationReport report, Identifiers identifiers, BufferPool buffers)
{
    /// <summary>A registrar that asks for a longer wait is asked again all the same.</summary>
    private const long LongestRetryAfterMs = 3_600_000;

    /// <summary>
    /// First ones and those that failed before, of all trunks at one registrar. A refresh is not held up: those are spread, and a
    /// binding would lapse.
    /// </summary>
    private const int MostASecond = 50;

    /// <summary>A stop does not take long.</summary>
    private const int MostLeaveASecond = 500;

    /// <summary>One registration that stood this long has not failed before.</summary>
    private const long StableMs = 60_000;

    /// <summary>A binding that could not be removed by then lapses by itself.</summary>
    private const long LongestRemovalMs = 4_000;

    private readonly List<Registration?> _places = [];
    private readonly Dictionary<string, Registration> _byTrunk = new(StringComparer.Ordinal);
    private readonly TimerWheel _wheel = new();
    private readonly RegistrarPace _pace = new(MostASecond);
    private readonly RegistrarPace _leaving = new(MostLeaveASecond);
    private EdgeModel? _model;
    private bool _draining;

    /// <summary>Registrations that are being removed.</summary>
    public int Unregistering => _byTrunk.Values.Count(static one => one.Leaves || one.State == RegistrationState.Unregistering);

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
            if (timer % 2 != 0)
            {
                Lapse(one, now);
            }
            else if (one.Leaves)
            {
                one.Leaves = false;
                Disable(one, now);
            }
            else if (!MustWait(one, now))
            {
                one.NextAt = 0;
                Step(one, RegistrationInput.Due, now);
            }
        }
    }

    /// <summary>At the end of a round, when transactions have told of their ends as well: tells the board who is registered.</summary>
    /// <returns>When to call <see cref="OnTick"/> again.</returns>
    public long Settle(long now)
    {
        if (report.IsDue)
        {
            report.TellBoard(_byTrunk.Values, now);
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
            var at = one.Registrar is { } registrar ? _leaving.Book(registrar.Address, now) : now;
            if (at <= now)
            {
                Disable(one, now);
                continue;
            }
            Arm(one, at - now, now);
            one.Leaves = true;
        }
    }

    /// <summary>Not its turn at the registrar yet; it comes again then.</summary>
    private bool MustWait(Registration one, long now)
    {
        var goes = one.IsBooked || one.Rules.Targets.IsEmpty || one.State is not (RegistrationState.BackingOff or RegistrationState.Failed);
        one.IsBooked = false;
        if (goes || _pace.Book(one.Rules.Targets[0].Address, now) is var at && at <= now)
        {
            return false;
        }
        one.IsBooked = true;
        Arm(one, at - now, now);
        return true;
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
        report.Trace(one, response.Bytes, sent: false, flow);
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
                one.NotBefore = Math.Max(one.NotBefore, now + Math.Min(LongestRetryAfterMs, RetryAfter.Read(response)));
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
        _pace.Forget(now);
        var wanted = _draining ? [] : model.Trunks.Where(static trunk => trunk is { Register: not null, Active: true })
            .ToDictionary(static trunk => trunk.Id, StringComparer.Ordinal);
        foreach (var (id, one) in _byTrunk.ToArray())
        {
            var next = wanted.GetValueOrDefault(id);
            if (next is not null && next.Register!.IsSameBindingAs(one.Rules) && IsSame(next.Credentials, one.Trunk.Credentials)
                && one.State is not (RegistrationState.Unregistering or RegistrationState.Disabled))
            {
                var found = one.Rules.Targets.IsEmpty && !next.Register.Targets.IsEmpty;
                var at = one.Registrar?.Address;
                one.Trunk = next;
                var stays = IndexOf(next.Register.Targets, at);
                one.Target = Math.Max(0, stays);
                if (found && one.State == RegistrationState.BackingOff)
                {
                    Arm(one, 0, now); // its name has an address now
                }
                else if (stays < 0 && one.State == RegistrationState.Registered && !next.Register.Targets.IsEmpty)
                {
                    // Its registrar has moved: the binding is made where calls come from now. The one before is left to lapse: if it
                    // is the same registrar at another address, to remove it would remove this one.
                    Arm(one, RegistrationDelay.Start(identifiers.NextUInt32()), now);
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
                Begin(trunk, first && wanted.Count > 1 ? RegistrationDelay.Start(identifiers.NextUInt32()) : 0, now);
            }
        }
        report.IsDue = true;
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
        (one.State, one.Reason) = (RegistrationState.BackingOff, "starting");
        if (after == 0 && !MustWait(one, now))
        {
            (one.State, one.Reason) = (RegistrationState.Disabled, "");
            Step(one, RegistrationInput.Enable, now);
            return;
        }
        if (!one.IsBooked)
        {
            Arm(one, after, now);
        }
        report.Publish(one, now);
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
            if ((effects & (Send | SendRemoval)) != 0 && !requests.TrySend(one, (effects & SendRemoval) != 0, now))
            {
                input = HasAnotherTarget(one) ? RegistrationInput.TargetFailed : RegistrationInput.AllFailed;
                continue;
            }
            if ((effects & SendRemoval) != 0)
            {
                Arm(one, LongestRemovalMs, now);
            }
            report.Publish(one, now);
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
            Arm(one, RegistrationDelay.Refresh(one.Binding.Granted, identifiers.NextUInt32()), now);
        }
        if ((effects & ArmRetry) != 0)
        {
            Arm(one, Math.Max(RegistrationDelay.Retry(one.Rules, one.Failures, identifiers.NextUInt32()), one.NotBefore - now), now);
            one.Failures++;
            report.Ended(one, "failed", now);
        }
        if ((effects & ArmSlowRetry) != 0)
        {
            Arm(one, RegistrationDelay.Denied(one.Rules, identifiers.NextUInt32()), now);
            one.Binding.ExpiresAt = 0;
            one.Failures = 0;
            // It may have been set up anew by then, and want what everybody wants.
            (one.LeastExpires, one.Prolonged) = (0, false);
            report.Ended(one, "denied", now);
        }
    }

    private void Arm(Registration one, long after, long now)
    {
        if (one.Leaves)
        {
            return;
        }
        one.NextAt = now + after;
        _wheel.Arm(2 * one.Place, one.NextAt);
    }

    private static bool HasAnotherTarget(Registration one) => one.Tried + 1 < one.Rules.Targets.Length;

    private void TargetFailed(Registration one, long now) =>
        Step(one, HasAnotherTarget(one) ? RegistrationInput.TargetFailed : RegistrationInput.AllFailed, now);

    private void OnAccepted(Registration one, in SipMessageView response, in Flow flow, long now)
    {
        // A REGISTER that went over TCP for its length registered the Contact of its way over UDP.
        var way = one.Registrar is { Flow: var usual } && usual.Transport != flow.Transport ? usual : flow;
        var contact = requests.ContactOf(one, way);
        var granted = GrantedExpires.Read(response, contact, one.Asked);
        if (granted <= 0)
        {
            one.Reason = "accepted, but our binding is not among those kept";
            TargetFailed(one, now);
            return;
        }
        var refreshed = one.IsBound(now);
        // No registrar has reason to grant more than was asked; a refresh in a year would be none.
        one.Binding.Granted = Math.Min(granted, Math.Max(one.Asked, 60));
        one.Binding.ExpiresAt = now + (one.Binding.Granted * 1000L);
        one.Binding.Flow = way;
        _wheel.Arm((2 * one.Place) + 1, one.Binding.ExpiresAt);
        one.Tried = 0;
        one.NotBefore = 0;
        one.Prolonged = false;
        one.RegisteredAt = refreshed ? one.RegisteredAt : now;
        one.Failures = now - one.RegisteredAt > StableMs || way.Connection == 0 ? 0 : one.Failures;
        Step(one, RegistrationInput.Accepted, now);
        report.Ended(one, refreshed ? "refreshed" : "registered", now);
    }

    private void OnChallenge(Registration one, in SipMessageView response, in Flow flow, long now)
    {
        var reason = requests.Read(one, response, flow);
        if (reason != ReasonCode.None)
        {
            one.Reason = $"{ReasonCodes.Name(reason)} \"{PrintableText.Of(DigestClient.RealmOf(response))}\"";
            Step(one, RegistrationInput.Denied, now);
            return;
        }
        if (!requests.TrySendAgain(one, flow, now))
        {
            one.Reason = "the answer to the challenge could not be sent";
            TargetFailed(one, now);
            return;
        }
        Step(one, RegistrationInput.Challenge, now);
    }

    /// <summary>
    /// 423: the registrar wants longer ones (RFC 3261 §10.2.8). No longer than a day, and one that raises what it wants again and
    /// again is not followed there.
    /// </summary>
    private void OnTooBrief(Registration one, in SipMessageView response, long now)
    {
        var wanted = int.TryParse(response.First(HeaderId.MinExpires), NumberStyles.None, CultureInfo.InvariantCulture, out var least)
            ? least
            : 0;
        if (wanted > one.Asked && wanted <= 86_400 && !one.Prolonged)
        {
            one.LeastExpires = wanted;
            one.Prolonged = true;
            Step(one, RegistrationInput.TooBrief, now);
            return;
        }
        one.Prolonged = false;
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
        report.Ended(one, "lost", now);
        report.Publish(one, now);
    }

    private void Finished(Registration one, bool removed, long now)
    {
        if (removed)
        {
            report.Ended(one, "unregistered", now);
        }
        _wheel.Cancel(2 * one.Place);
        _wheel.Cancel((2 * one.Place) + 1);
        one.Digest.Clear();
        _places[one.Place] = null;
        _byTrunk.Remove(one.Trunk.Id);
        report.IsDue = true;
        if (one.Successor is { } next && !_draining)
        {
            Begin(next, 0, now);
        }
    }

    private Registration? Find(CallOwner owner) =>
        (uint)owner.Slot < (uint)_places.Count && _places[owner.Slot] is { } one && owner.Generation == (one.Turn & CallOwner.GenerationMask)
            ? one
            : null;

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
}
