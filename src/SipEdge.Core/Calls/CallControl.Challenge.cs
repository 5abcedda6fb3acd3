using SipEdge.Core.Admission;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

// Challenges: a next hop asks who the edge is (RFC 3261 §22). The other leg never hears of it.
internal sealed partial class CallControl
{
    private readonly DigestClient _farewellDigest = new(services.Buffers);
    private readonly Farewells _farewells = new();

    /// <summary>
    /// Sends a challenged request again with credentials: the next CSeq of its dialog, everything else as it was. The new one takes
    /// the old one's place, whatever it was for.
    /// </summary>
    /// <returns>False when nobody could answer it: the refusal then goes the way of every other.</returns>
    private bool TryAnswerChallenge(Call call, CallOwner owner, TransactionId client, in SipMessageView response, long now)
    {
        var isAttempt = owner.Purpose == OwnerPurpose.Attempt;
        if (Transactions.Challenged.IsEmpty || owner.Purpose == OwnerPurpose.None
            || (isAttempt && (client != call.AttemptClient || call.State == CallState.Cancelling || call.Settling))
            || (owner.Purpose == OwnerPurpose.Reinvite && client != call.InviteExchange.Client)
            || (owner.Purpose == OwnerPurpose.Join && (client != call.Transfer?.JoinClient || call.State == CallState.Cancelling)))
        {
            return false;
        }
        var leg = AskedLeg(call, owner, response);
        var reason = leg.Trunk?.Credentials is { } credentials
            ? AnswerChallenge(leg.Digest ??= new DigestClient(services.Buffers), credentials, leg.NextHop, response)
            : ReasonCode.NextHopChallenged;
        if (reason != ReasonCode.None)
        {
            NoteUnanswered(call, leg, reason, response);
            if (!isAttempt)
            {
                return false;
            }
            EndedAttempt(call, response.StatusCode, reason, now);
            return true;
        }
        var method = WriteCredentials(leg.Digest!, leg.Trunk!.Credentials!, out var lines);
        var cseq = isAttempt ? ++call.InviteCSeq : DialogTo(call, leg, response).NextCSeq();
        var again = Transactions.SendAgain(cseq, lines, owner.Value, now);
        if (again.IsNone)
        {
            return false;
        }
        if (method == SipMethod.Invite)
        {
            leg.InviteCredentials.Set(services.Buffers, lines);
        }
        metrics.ChallengeAnswered(leg.Trunk.Id);
        NoteAgain(call, owner, client, again, cseq);
        if (isAttempt)
        {
            AwaitFirstWord(call, now);
        }
        return true;
    }

    /// <summary>A request was sent again: its ACK has the number of the new one.</summary>
    private static void NoteAgain(Call call, CallOwner owner, TransactionId old, TransactionId again, uint cseq)
    {
        call.Replace(old, again);
        if (owner.Purpose == OwnerPurpose.Reinvite)
        {
            call.ReinviteCSeq = cseq;
        }
        else if (owner.Purpose == OwnerPurpose.Join)
        {
            call.Transfer!.JoinCSeq = cseq;
        }
    }

    /// <summary>Whose peer has answered: a leg that is being joined with another call is still in its old one.</summary>
    private static CallLeg AskedLeg(Call call, CallOwner owner, in SipMessageView response) =>
        owner.Purpose == OwnerPurpose.Join && call.Transfer is { Stage: TransferStage.Joining } transfer
            ? Staying(transfer, (CallSide)owner.Index)
            : response.FromTag.SequenceEqual(call.Callee.LocalTag) ? call.Callee : call.Caller;

    /// <summary>Credentials that the peer of a leg has asked for before: the next request need not be refused first.</summary>
    /// <param name="writer">Inside the headers of the request.</param>
    /// <param name="leg">It goes to.</param>
    /// <param name="dialog">It is of: while a call rings not the leg's own.</param>
    /// <param name="method">Of the request.</param>
    private void Authorize(ref SipWriter writer, CallLeg leg, Dialog dialog, SipMethod method)
    {
        var start = writer.Length;
        if (leg is { Digest: { HasCredentials: true } digest, Trunk.Credentials: { } credentials }
            && MayAnswerOver(leg.NextHop, credentials))
        {
            Span<byte> cnonce = stackalloc byte[Identifiers.TokenLength];
            services.Identifiers.WriteToken(cnonce);
            digest.Begin();
            digest.Write(ref writer, credentials, method, dialog.RequestUri, cnonce);
        }
        if (method == SipMethod.Invite)
        {
            leg.InviteCredentials.Set(services.Buffers, writer.Written[start..]);
        }
    }

    /// <summary>
    /// Whether a 401 or 407 ends the search for a gateway: it does, unless the trunk says otherwise. Another address of the carrier
    /// would ask the same, and count one more wrong password.
    /// </summary>
    private static bool FailsOverChallenge(Call call, int status) =>
        status is 401 or 407 && call.Callee.Trunk?.Credentials is { WhenRefused: WhenRefused.FailOver };

    /// <summary>The BYE of a call that is gone was answered; a challenge to it is answered once, or the peer's call would live on.</summary>
    private void OnFarewellAnswered(CallOwner owner, in SipMessageView response, in Flow flow, long now)
    {
        if (response.StatusCode < 200)
        {
            return;
        }
        if (response.StatusCode is 401 or 407 && owner.Index == 0 && _farewells[owner.Slot] is { } credentials
            && SipParser.Parse(Transactions.Challenged, _slots, ParseLimits.Default, out var bye) == ParseStatus.Complete)
        {
            var cseq = bye.CSeq + 1;
            if (AnswerChallenge(_farewellDigest, credentials, flow, response) == ReasonCode.None)
            {
                WriteCredentials(_farewellDigest, credentials, out var lines);
                var again = new CallOwner(owner.Slot, owner.Generation, OwnerPurpose.Farewell, 1);
                if (!Transactions.SendAgain(cseq, lines, again.Value, now).IsNone)
                {
                    _farewellDigest.Clear();
                    return;
                }
            }
            _farewellDigest.Clear();
        }
        _farewells.Return(owner.Slot);
    }

    /// <summary>Nobody answered the BYE of a call that is gone.</summary>
    public bool TryEndFarewell(CallOwner owner)
    {
        if (owner.Purpose != OwnerPurpose.Farewell)
        {
            return false;
        }
        _farewells.Return(owner.Slot);
        return true;
    }

    private ReasonCode AnswerChallenge(
        DigestClient digest, TrunkCredentials credentials, in Flow flow, in SipMessageView response)
    {
        if (!MayAnswerOver(flow, credentials))
        {
            return ReasonCode.ChallengeNeedsTls;
        }
        return SipParser.Parse(Transactions.Challenged, _slots, ParseLimits.Default, out var refused) == ParseStatus.Complete
            ? ChallengeReasons.Of(digest.Take(response, refused, credentials))
            : ReasonCode.InternalError; // it was written here
    }

    /// <summary>The lines that answer every realm that has asked, for the request that was challenged.</summary>
    private SipMethod WriteCredentials(DigestClient digest, TrunkCredentials credentials, out ReadOnlySpan<byte> lines)
    {
        SipParser.Parse(Transactions.Challenged, _slots, ParseLimits.Default, out var refused);
        Span<byte> cnonce = stackalloc byte[Identifiers.TokenLength];
        services.Identifiers.WriteToken(cnonce);
        var writer = new SipWriter(_headers);
        digest.Write(ref writer, credentials, refused.Method, refused.RequestUri, cnonce);
        lines = writer.Failed ? default : _headers.AsSpan(0, writer.Length);
        return refused.Method;
    }

    private void NoteUnanswered(Call call, CallLeg leg, ReasonCode reason, in SipMessageView response)
    {
        var realm = PrintableText.Of(DigestClient.RealmOf(response));
        call.Story.ChallengedRealm = realm.Length == 0 ? null : realm;
        metrics.ChallengeUnanswered(leg.Trunk?.Id ?? "", reason);
        CallLog.ChallengeUnanswered(log, call.Story.Id, leg.Trunk?.Name ?? "", realm, ReasonCodes.Name(reason));
    }

    private static bool MayAnswerOver(in Flow flow, TrunkCredentials credentials) =>
        !credentials.RequireTls || flow.Transport == TransportKind.Tls;

    /// <summary>The dialog that a response is of; there are several while the callee rings.</summary>
    private static Dialog DialogTo(Call call, CallLeg leg, in SipMessageView response) =>
        leg == call.Callee && !leg.Confirmed && call.Early.TryFind(response.ToTag, out var index)
            ? call.Early[index].Callee
            : leg.Dialog;
}
