using System.Text;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Core.Repairs;
using SipEdge.Core.Rewrite;
using SipEdge.Core.Routing;
using SipEdge.Core.Trunks;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Pipeline;

/// <summary>
/// Says why: runs the functions that decide live traffic over one message, with a trail. It decides nothing itself and changes
/// nothing; what it cannot know of the moment (nonces) the judge brings.
/// </summary>
public static class Explainer
{
    private const int HeaderBytes = 16 * 1024;

    // What a live call makes up for itself.
    private static ReadOnlySpan<byte> Tag => "explained"u8;

    private static ReadOnlySpan<byte> CallId => "explained"u8;

    /// <param name="message">As it came.</param>
    /// <param name="arrival">Where and when it came.</param>
    /// <param name="model">The configuration that decides.</param>
    /// <param name="nonces">What is known of nonces.</param>
    /// <param name="sentBy">What the edge calls itself.</param>
    /// <param name="dtls">The edge has what keys by a handshake need.</param>
    /// <param name="board">What is known of trunks.</param>
    public static Explanation Explain(
        ReadOnlySpan<byte> message, in Arrival arrival, EdgeModel model, INonceJudge nonces, SentByOf sentBy, bool dtls,
        TrunkBoard board)
    {
        var limits = new ParseLimits(model.Limits.MessageBytes, model.Limits.LineBytes, model.Limits.Headers);
        var trail = new Trail();
        var behindAlg = AlgPeers.Find(arrival.Source, model, phones: null);
        var mended = arrival.Mended;
        if (behindAlg is not null && mended == AlgDamage.None)
        {
            var room = new byte[message.Length + DatagramRepair.Growth];
            var written = DatagramRepair.Write(message, arrival.Source.Remote, limits, room, out mended);
            message = written.IsEmpty ? message : written;
        }
        AlgTrail.AddMended(trail, mended, behindAlg?.Media.AlgRepairLine ?? ConfigLine.None);
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        var status = SipParser.Parse(message, slots, limits, out var request);
        if (status != ParseStatus.Complete || !request.IsRequest)
        {
            return NotARequest(status, request, arrival, model, trail);
        }
        trail.Add(DecisionStage.Message, StepOutcome.Passed, ConfigLine.None, Describe(message, request));
        if (!request.ToTag.IsEmpty)
        {
            return InDialog(request, arrival, model, nonces, trail);
        }
        var decision = DecisionChain.Decide(request, arrival, model, nonces, trail);
        AlgTrail.AddDoubted(trail, request, arrival, decision, model);
        if (UnusableOffer(request, arrival, decision, model, dtls, trail) is { } unusable)
        {
            return Tell(request, arrival, Refused(decision, unusable), trail, []);
        }
        return TellPlanned(request, arrival, decision, model, sentBy, dtls, board, trail);
    }

    /// <summary>
    /// Where a call would go if its caller were let in as <paramref name="admission"/> says: the same, from the rules on. What the call
    /// offers of media is not looked at.
    /// </summary>
    public static Explanation ExplainAdmitted(
        ReadOnlySpan<byte> invite, in AdmissionDecision admission, in Arrival arrival, EdgeModel model, SentByOf sentBy, bool dtls,
        TrunkBoard board)
    {
        var limits = new ParseLimits(model.Limits.MessageBytes, model.Limits.LineBytes, model.Limits.Headers);
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        var status = SipParser.Parse(invite, slots, limits, out var request);
        var trail = new Trail();
        if (status != ParseStatus.Complete || request.Method != SipMethod.Invite)
        {
            return NotARequest(status, request, arrival, model, trail);
        }
        var decision = DecisionChain.DecideAdmitted(request, admission, arrival, model, trail);
        return TellPlanned(request, arrival, decision, model, sentBy, dtls, board, trail);
    }

    /// <summary>With the addresses that the call would be sent to; without one it is refused for what the last of them lacks.</summary>
    private static Explanation TellPlanned(
        in SipMessageView request, in Arrival arrival, in RequestDecision decision, EdgeModel model, SentByOf sentBy, bool dtls,
        TrunkBoard board, Trail trail)
    {
        var gateways = Gateways(request, arrival, decision, model, sentBy, dtls, board, trail, out var last);
        return decision is { Outcome: RequestOutcome.Placed, Route.IsEcho: false }
            && gateways.TrueForAll(static gateway => gateway.Message is null)
            ? Tell(request, arrival, Refused(decision, last), trail, gateways)
            : Tell(request, arrival, decision, trail, gateways);
    }

    private static RequestDecision Refused(in RequestDecision decision, ReasonCode reason) =>
        RequestDecision.Refused(decision.Admission, reason, ReasonCodes.Status(reason), ConfigLine.None);

    /// <summary>What a call that is placed looks at first; keys and codecs are agreed on with the gateway.</summary>
    private static ReasonCode? UnusableOffer(
        in SipMessageView request, in Arrival arrival, in RequestDecision decision, EdgeModel model, bool dtls, Trail trail)
    {
        if (decision.Outcome != RequestOutcome.Placed)
        {
            return null;
        }
        if (request.Body.IsEmpty)
        {
            trail.Add(DecisionStage.Media, decision.Route.IsEcho ? StepOutcome.Refused : StepOutcome.Noted, ConfigLine.None,
                decision.Route.IsEcho
                    ? "no offer came, and the echo makes none"
                    : "no offer came; the gateway's offer will go to the caller");
            return decision.Route.IsEcho ? ReasonCode.NoCommonMedia : null;
        }
        var media = OfferCheck.Read(
            request.Body, arrival.Source.Remote.Address, CallerMedia.Of(decision.Admission, model), model.Media.Own, dtls);
        if (media.Reason is { } reason)
        {
            trail.Add(DecisionStage.Media, StepOutcome.Refused, media.Line, media.Address.Fault == MediaAddressFault.None
                ? ReasonCodes.Meaning(reason)
                : $"the description names an address that is {media.Address.Why}");
            return reason;
        }
        trail.Add(DecisionStage.Media, StepOutcome.Passed, ConfigLine.None, "the offer has media that may be relayed");
        return null;
    }

    private static Explanation NotARequest(
        ParseStatus status, in SipMessageView request, in Arrival arrival, EdgeModel model, Trail trail)
    {
        trail.Add(DecisionStage.Message, StepOutcome.Refused, ConfigLine.None, status == ParseStatus.Complete
            ? "this is a response; only requests are decided about"
            : $"the message cannot be read: {Encoding.ASCII.GetString(ParseStatuses.ReasonPhrase(status))}");
        var known = model.Known.Find(arrival.Source.Remote.Address) is not null;
        var answered = known && request.CanAnswer && ParseStatuses.CanAnswer(status);
        trail.Add(DecisionStage.Source, StepOutcome.Noted, ConfigLine.None, (known, answered) switch
        {
            (false, _) => "no address entry covers the source, so it hears nothing",
            (_, true) => "an address entry covers the source, so it is told what is wrong",
            _ => "an address entry covers the source, but such a message cannot be answered",
        });
        var decision = RequestDecision.TurnedAway(new AdmissionDecision(
            answered ? AdmissionVerdict.Refuse : AdmissionVerdict.Drop, ReasonCode.Malformed,
            answered ? ParseStatuses.ResponseCode(status) : 0));
        return Tell(request, arrival, decision, trail, []);
    }

    /// <summary>A message alone cannot name a live call: what is left to say is what a made-up tag would get.</summary>
    private static Explanation InDialog(
        in SipMessageView request, in Arrival arrival, EdgeModel model, INonceJudge nonces, Trail trail)
    {
        trail.Add(DecisionStage.Message, StepOutcome.Noted, ConfigLine.None,
            "To has a tag: a live call with these tags and Call-ID would take the request, if it came from that call's peer");
        var hears = DialogStrangers.MayHear(request, arrival, model, nonces, out _, trail);
        trail.Add(DecisionStage.Rules, StepOutcome.Refused, ConfigLine.None, hears
            ? "no such call is known here, and the source may be told so"
            : "no such call is known here, and the source is nobody who would be told");
        var decision = RequestDecision.TurnedAway(new AdmissionDecision(
            hears ? AdmissionVerdict.Refuse : AdmissionVerdict.Drop, ReasonCode.UnknownDialog,
            hears ? ReasonCodes.Status(ReasonCode.UnknownDialog) : 0));
        return Tell(request, arrival, decision, trail, []);
    }

    /// <param name="last">Why the last gateway that can be sent nothing cannot.</param>
    private static List<ExplainedGateway> Gateways(
        in SipMessageView request, in Arrival arrival, in RequestDecision decision, EdgeModel model, SentByOf sentBy, bool dtls,
        TrunkBoard board, Trail trail, out ReasonCode last)
    {
        last = ReasonCode.None;
        var gateways = new List<ExplainedGateway>();
        if (decision is not { Outcome: RequestOutcome.Placed, Route.Route: { IsEcho: false } route })
        {
            return gateways;
        }
        var plan = new AttemptPlan();
        CallPlanner.Plan(
            plan, request, decision.Admission, arrival.Source.Remote.Address, decision.Route, board, arrival.Now);
        foreach (var trunk in plan.Attempts.Select(static attempt => attempt.Trunk).Distinct())
        {
            var passage = new Passage(decision.Admission.Trunk, trunk, decision.Admission.Account, UriScheme.Sip, []);
            var trust = trunk.Identity.TrustedOutbound ? "trusted" : "untrusted";
            trail.Add(DecisionStage.Identity, StepOutcome.Noted, trunk.Identity.Line,
                $"{Told(passage.Decide(request))} to trunk {trunk}, which is {trust}");
        }
        foreach (var skipped in plan.Skipped)
        {
            last = skipped.Reason;
            trail.Add(DecisionStage.Gateway, StepOutcome.Refused, skipped.Line,
                $"{skipped}: {ReasonCodes.Meaning(skipped.Reason)}{Known(skipped, board, arrival.Now)}");
        }
        var headers = new byte[HeaderBytes];
        var uri = new byte[OutgoingUri.MaxLength];
        foreach (var (trunk, target) in plan.Attempts)
        {
            var gateway = target.Gateway;
            var writer = new SipWriter(headers);
            var names = new OutgoingNames(sentBy(target.Flow), Tag, CallId);
            var length = 0;
            var usable = request.Body.IsEmpty
                ? MediaDecision.Usable
                : OfferCheck.Towards(request.Body, CallerMedia.Of(decision.Admission, model), gateway.Media, dtls);
            var refusal = usable.Reason ?? OutgoingInvite.Write(
                ref writer, request, decision.Admission, decision.CallerId.Forced, route, trunk, target, names, uri, out length);
            last = refusal ?? last;
            var line = usable.Line == ConfigLine.None ? gateway.Line : usable.Line;
            trail.Add(DecisionStage.Gateway, refusal is null ? StepOutcome.Passed : StepOutcome.Refused, line,
                refusal is { } why ? $"{gateway}: {ReasonCodes.Meaning(why)}"
                    : $"{gateway} is tried at {target.Address}{Distance(route, trunk, target, board)}{Trial(trunk, target, board, arrival.Now)}");
            var media = MediaRulesText.Of(gateway.Media);
            trail.Add(DecisionStage.Media, StepOutcome.Noted, gateway.Media.SrtpLine, $"{gateway}: {media}");
            gateways.Add(new ExplainedGateway(
                gateway.TrunkName, gateway.Name, target.AddressText, ConfigNames.Transport.Name(target.Transport),
                media, refusal is null ? Message(uri.AsSpan(0, length), writer.Written) : null,
                refusal is { } reason ? ReasonCodes.Name(reason) : null));
        }
        return gateways;
    }

    /// <summary>What the board has against an address: figures, the last answer.</summary>
    private static string Known(in SkippedTarget skipped, TrunkBoard board, long now) =>
        skipped is { Target: { } target, Reason: ReasonCode.GatewayDown or ReasonCode.CircuitOpen }
            && board.CellOf(target).Explain(skipped.Trunk.Circuit, now) is { Length: > 0 } why
            ? $" Now {why}."
            : "";

    /// <summary>What it was chosen by, where the nearest is preferred.</summary>
    private static string Distance(RouteModel route, TrunkModel trunk, TargetModel target, TrunkBoard board) =>
        route.To.PreferenceOf(trunk) != GatewayPreference.LowestRtt ? ""
            : board.CellOf(target).Health?.SteadyRttMs is { } rtt ? FormattableString.Invariant($", {rtt:0.#} ms away")
            : ", how far away is not known";

    private static string Trial(TrunkModel trunk, TargetModel target, TrunkBoard board, long now) =>
        trunk.Circuit is { } circuit && board.CellOf(target).Circuit is var breaker && breaker.AsksForTrial(circuit, now)
            ? $", as a trial: {breaker.Describe(circuit, now).Why}"
            : "";

    private static string Told(in IdentityOutcome outcome)
    {
        var asserted = outcome.Source switch
        {
            IdentitySource.Theirs => "the identity that the caller's side asserts is told",
            IdentitySource.Ours => "the identity that let the caller in is told",
            IdentitySource.TheirsOrOurs => "the identity that the caller's side asserts, else the one that let it in, is told",
            _ => "no identity is told",
        };
        return outcome.IsPrivate ? $"From is anonymous, and {asserted}" : asserted;
    }

    private static string Message(ReadOnlySpan<byte> uri, ReadOnlySpan<byte> headers) =>
        $"INVITE {Encoding.UTF8.GetString(uri)} SIP/2.0\r\n{Encoding.UTF8.GetString(headers)}";

    private static Explanation Tell(
        in SipMessageView request, in Arrival arrival, in RequestDecision decision, Trail trail,
        List<ExplainedGateway> gateways) => new(
            PrintableText.Of(request.MethodName),
            PrintableText.Of(request.RequestUri),
            SipUriView.TryParse(request.RequestUri, out var uri) ? PrintableText.Of(uri.User) : "",
            ConfigNames.Transport.Name(arrival.Source.Transport),
            arrival.Source.Remote.ToString(),
            Word(decision),
            ReasonCodes.Name(decision.Reason),
            ReasonCodes.Meaning(decision.Reason),
            ReasonCodes.Remedy(decision.Reason),
            decision.Status,
            decision.Line == ConfigLine.None ? null : decision.Line.ToString(),
            [.. trail.Steps.Select(step => new ExplainedStep(
                step.Stage, step.Outcome, step.Line == ConfigLine.None ? null : step.Line.ToString(), step.Text))],
            gateways);

    private static string Word(in RequestDecision decision) => decision.Outcome switch
    {
        RequestOutcome.Placed => "placed",
        RequestOutcome.Passed => "passed",
        RequestOutcome.Replaces => "takes over a live call",
        RequestOutcome.Registers => "registered at its PBX",
        RequestOutcome.Answered => "answered",
        RequestOutcome.Refused => "refused",
        _ => decision.Admission.Verdict switch
        {
            AdmissionVerdict.Challenge => "challenged",
            AdmissionVerdict.Drop => "dropped",
            _ => "refused",
        },
    };

    private static string Describe(ReadOnlySpan<byte> message, in SipMessageView request) =>
        $"{PrintableText.Of(request.MethodName)}, {message.Length} bytes, {request.Headers.Length} headers"
        + (request.Body.IsEmpty ? ", no body" : $", a body of {request.Body.Length} bytes");
}
