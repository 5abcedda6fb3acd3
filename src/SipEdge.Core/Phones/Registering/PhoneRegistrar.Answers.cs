using SipEdge.Core.Abuse;
using SipEdge.Core.Admission;
using SipEdge.Core.Calls;
using SipEdge.Core.Configuration;
using SipEdge.Sip.Authentication;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Phones.Registering;

// The PBX's answers: what each means to the contacts that it was asked about, and to the phone that waits for it.
internal sealed partial class PhoneRegistrar
{
    private readonly HeaderSlot[] _parsed = new HeaderSlot[SipParser.MaxHeaders];

    private void OnAnswer(PbxQuestion question, in SipMessageView response, long now)
    {
        var line = LineOf(question.Record!.Domain);
        if (PhonesOf(question.Record.Domain) is not { } phones)
        {
            Fail(question, ReasonCode.PbxUnreachable, 503, now);
            return;
        }
        if (response.StatusCode is not (408 or >= 500 and < 600))
        {
            var wasDown = line.DownSince > 0;
            (line.DownSince, line.DownUntil, line.HeardAt) = (0, 0, now);
            if (wasDown)
            {
                OnPbxBack(line, phones, now);
            }
        }
        switch (response.StatusCode)
        {
            case not (401 or 407 or 408 or 500 or > 501) when question.Checks is not null:
                OnChecked(question, response, phones, line, now);
                break;
            case < 300:
                Accept(question, response, phones, now);
                break;
            case 401 or 407:
                OnChallenge(question, response, phones, line, now);
                break;
            case 423 when !question.Prolonged && TryProlong(question, response):
                Again(question, line, now);
                break;
            case 408 or >= 500 and < 600:
                TryNext(question, now);
                break;
            default:
                Weigh(question, ReasonCode.WrongPassword, phones, now);
                Fail(question, ReasonCode.PbxRefused, response.StatusCode, now);
                break;
        }
    }

    private void Accept(PbxQuestion question, in SipMessageView response, PhoneModel phones, long now)
    {
        var record = question.Record!;
        var otherwise = PbxGrant.Seconds(response.First(HeaderId.Expires), question.PbxSeconds);
        Counters.CountAccepted();
        if (question.Credentials.Length > 0 && phones.Authentication == PhoneAuthentication.Pbx)
        {
            services.Abuse.Proven(question.Flow, now);
        }
        for (var i = record.Bindings.Count - 1; question.RemovesAll && i >= 0; i--)
        {
            Remove(record, record.Bindings[i], "removed", now);
        }
        foreach (var contact in question.Contacts)
        {
            var known = record.Find(contact.Token);
            if (contact.Seconds == 0)
            {
                if (known is not null && question.HasPhone)
                {
                    Remove(record, known, "removed", now);
                }
                continue;
            }
            if (PbxGrant.TryFind(response, contact.Token, out _))
            {
                NoteShown(record, phones, now);
            }
            var lifeMs = PbxGrant.SecondsOf(response, contact.Token, otherwise) * 1000L;
            if (question.HasPhone)
            {
                var flow = question.Flow;
                var isNew = known is null;
                known ??= Add(record, contact.Token, new PhonePath(flow, contact.Uri, record.Uri), services.Time.GetUtcNow());
                known.UserAgent = question.UserAgent;
                Refresh(known, question.CallId, question.CSeq, contact.Uri, contact.Quality, flow, now);
                if (isNew)
                {
                    Record("registered", record.Domain, record.User, flow, question.UserAgent, 200, ReasonCode.None);
                }
            }
            if (known is null)
            {
                continue; // its phone left while the edge refreshed it
            }
            known.PbxStatus = response.StatusCode;
            known.PbxExpiresAt = now + lifeMs;
            known.PbxRefreshFrom = now + BindingRules.RefreshAfterMs(lifeMs, Draw());
            if (question.HasPhone)
            {
                Promise(known, (int)Math.Min(contact.Seconds, lifeMs / 1000), phones, now);
            }
        }
        if (question.HasPhone)
        {
            Answer(question.Server, record, now);
        }
        End(question);
    }

    /// <summary>The phone's to answer where the PBX knows its password, else the edge's.</summary>
    private void OnChallenge(PbxQuestion question, in SipMessageView response, PhoneModel phones, PbxLine line, long now)
    {
        if (phones.Authentication == PhoneAuthentication.Pbx && question.HasPhone)
        {
            PassChallenge(question, response, phones, now);
            return;
        }
        if (WhyNotAnswered(question.Record!, response) is not ReasonCode.None and var reason)
        {
            Fail(question, reason, 503, now);
            return;
        }
        question.Challenged = true;
        Again(question, line, now);
    }

    /// <summary>The credentials themselves are written when the next turn has come.</summary>
    private ReasonCode WhyNotAnswered(RecordState record, in SipMessageView response) =>
        CredentialsOf(record) is not { } credentials
            ? ReasonCode.PbxChallenged
            : SipParser.Parse(Transactions.Challenged, _parsed, ParseLimits.Default, out var refused) != ParseStatus.Complete
                ? ReasonCode.InternalError // it was written here
                : ChallengeReasons.Of((record.Digest ??= new DigestClient(services.Buffers)).Take(response, refused, credentials));

    private void PassChallenge(PbxQuestion question, in SipMessageView response, PhoneModel phones, long now)
    {
        if (question.Credentials.Length > 0 && !PassedChallenge.IsStale(response))
        {
            Weigh(question, ReasonCode.WrongPassword, phones, now);
        }
        var writer = new SipWriter(_headers);
        PassedChallenge.Copy(ref writer, response);
        services.Identifiers.WriteTag(_tag, 0, CallSide.Caller);
        var answer = new ResponseContent { Status = response.StatusCode, ToTag = _tag, Headers = writer.Written };
        var most = services.Abuse.IsStranger(question.Flow, now) ? AnswerSize.Most(question.RequestLength) : int.MaxValue;
        if (!Transactions.RespondOnce(question.Server, answer, most))
        {
            Transactions.Abandon(question.Server);
        }
        End(question);
    }

    /// <summary>In a turn of its own, before those who have not begun: the PBX counts requests, not phones.</summary>
    private void Again(PbxQuestion question, PbxLine line, long now)
    {
        question.Sent = false;
        question.Generation++; // what was sent before is not listened to any more
        _patience.Cancel(question.Slot);
        Enqueue(question, line.Second);
        AskThoseWhoseTurnIsCome(now);
    }

    private static bool TryProlong(PbxQuestion question, in SipMessageView response)
    {
        question.Prolonged = true;
        var least = PbxGrant.Seconds(response.First(HeaderId.MinExpires), 0);
        var longer = least > question.PbxSeconds;
        question.PbxSeconds = Math.Max(question.PbxSeconds, least);
        return longer;
    }

    /// <summary>The phone is told what the PBX said; what the edge asked by itself and is refused is over.</summary>
    private void Fail(PbxQuestion question, ReasonCode reason, int status, long now)
    {
        var record = question.Record!;
        Counters.CountRefused();
        if (question.HasPhone)
        {
            Respond(question.Server, status, [], now);
            if (services.Abuse.MayRecord(question.Flow, now))
            {
                Record("refused", record.Domain, record.User, question.Flow, question.UserAgent, status, reason);
            }
        }
        foreach (var contact in question.Contacts)
        {
            if (contact.Seconds > 0 && reason == ReasonCode.PbxRefused && record.Find(contact.Token) is { } binding)
            {
                binding.PbxStatus = status;
                binding.PbxExpiresAt = now;
                Remove(record, binding, "refused", now);
            }
        }
        Postpone(question, now);
        End(question);
    }

    /// <summary>A phone whose password the PBX refuses has guessed at it, as if the edge had refused it.</summary>
    private void Weigh(PbxQuestion question, ReasonCode reason, PhoneModel phones, long now)
    {
        if (question.HasPhone && phones.Authentication == PhoneAuthentication.Pbx)
        {
            services.Abuse.Weigh(question.Flow, reason, now);
        }
    }
}
