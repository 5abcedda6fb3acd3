using SipEdge.Core.Configuration;
using SipEdge.Sip.Messages;

namespace SipEdge.Core.Phones.Registering;

// Does the PBX still know the phones? One that keeps its registrations in memory has forgotten them after a restart and tells nobody,
// so one contact after another is asked for: a REGISTER without Contact changes nothing and is answered with what is there
// (RFC 3261 §10.2.3).
internal sealed partial class PhoneRegistrar
{
    /// <summary>One contact may be gone for a reason of its own; two in a row are not.</summary>
    private const int MissingOnes = 2;

    private void CheckPbxs(long now)
    {
        foreach (var line in _order)
        {
            if (now >= line.CheckAt)
            {
                Check(line, now);
            }
        }
    }

    private void NoteShown(RecordState record, PhoneModel phones, long now)
    {
        var line = LineOf(record.Domain);
        line.ShowsContacts = true;
        if (line.CheckAt == long.MaxValue)
        {
            ArmCheck(line, phones, now);
        }
    }

    private void Check(PbxLine line, long now)
    {
        line.CheckAt = long.MaxValue;
        if (line is { ShowsContacts: true, RefusesChecks: false }
            && PhonesOf(line.Domain) is { Authentication: PhoneAuthentication.Edge, CheckMs: > 0 } phones
            && NextToCheck(line, now) is { } binding)
        {
            var question = Rent(_records[binding.Record]);
            question.Checks = binding.Token;
            Enqueue(question, line.First);
            ArmCheck(line, phones, now);
            AskThoseWhoseTurnIsCome(now);
        }
    }

    /// <summary>In turn: over time the PBX is asked for all of them.</summary>
    private PhoneBinding? NextToCheck(PbxLine line, long now)
    {
        for (var i = 0; i < _slots.Count; i++)
        {
            line.Checked = (line.Checked + 1) % _slots.Count;
            if (_slots[line.Checked] is { PbxUnderWay: false } binding && binding.Domain == line.Domain && binding.IsAtPbx(now))
            {
                return binding;
            }
        }
        return null;
    }

    /// <summary>Before anything else is made of the answer.</summary>
    private void OnChecked(PbxQuestion question, in SipMessageView response, PhoneModel phones, PbxLine line, long now)
    {
        var (record, token) = (question.Record!, question.Checks!.Value);
        var known = record.Find(token);
        line.RefusesChecks |= response.StatusCode is 400 or 405 or 501;
        End(question);
        ArmCheck(line, phones, now);
        if (response.StatusCode >= 300 || known is null || known.PbxUnderWay || PbxGrant.TryFind(response, token, out _))
        {
            line.Missing = 0;
            return;
        }
        RefreshAtPbx(record, known, phones, now);
        line.Missing++;
        line.CheckAt = now; // the next one, at once
        if (line.Missing == MissingOnes || NextToCheck(line, now) is null)
        {
            RegisterAllAgain(line, phones, now);
        }
    }

    /// <summary>It answers again after a while in which it did not: it may have been started anew.</summary>
    private void OnPbxBack(PbxLine line, PhoneModel phones, long now)
    {
        if (line is { ShowsContacts: true, RefusesChecks: false } && phones is { Authentication: PhoneAuthentication.Edge, CheckMs: > 0 })
        {
            line.CheckAt = now;
        }
        else
        {
            RegisterAllAgain(line, phones, now);
        }
    }

    /// <summary>
    /// In the turns that phones leave, so that a PBX that has just come up is asked no faster than ever. Where it wants the phones' own
    /// word, each phone's next REGISTER goes on to it.
    /// </summary>
    private void RegisterAllAgain(PbxLine line, PhoneModel phones, long now)
    {
        line.Missing = 0;
        ArmCheck(line, phones, now);
        Counters.CountForgotten();
        var contacts = 0;
        foreach (var binding in _slots)
        {
            if (binding is not { PbxUnderWay: false } || binding.Domain != line.Domain || !binding.IsAtPbx(now))
            {
                continue;
            }
            contacts++;
            binding.PbxRefreshFrom = now;
            if (phones.Authentication == PhoneAuthentication.Edge)
            {
                RefreshAtPbx(_records[binding.Record], binding, phones, now);
            }
        }
        PhoneLog.RegisteringAgain(services.Log, phones.Pbx.Name, line.Domain, contacts);
    }

    /// <summary>Somewhat early or late, so that edges that were started together do not ask together.</summary>
    private void ArmCheck(PbxLine line, PhoneModel phones, long now) =>
        line.CheckAt = phones.CheckMs == 0 ? long.MaxValue : now + (long)(phones.CheckMs * (0.9 + (0.2 * Draw())));
}
