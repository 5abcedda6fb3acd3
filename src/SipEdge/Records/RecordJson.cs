using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using SipEdge.Core.Observability;
using SipEdge.Core.Repairs;
using SipEdge.Sip.Transport;

namespace SipEdge.Records;

/// <summary>
/// The lines of the records file, field by field: these names are read by other people's programs, so a rename in the code
/// must not rename them. docs/records.md lists them.
/// </summary>
public static class RecordJson
{
    private static readonly JsonWriterOptions Options = new()
    {
        // Leaves '+' of a number as it is; control characters and line separators are escaped all the same.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(object record, IBufferWriter<byte> into)
    {
        using var json = new Utf8JsonWriter(into, Options);
        json.WriteStartObject();
        switch (record)
        {
            case CallRecord call:
                WriteCall(json, call);
                break;
            case RefusalRecord refusal:
                WriteRefusal(json, refusal);
                break;
            case ChangeRecord change:
                WriteChange(json, change);
                break;
            case RegistrationRecord registration:
                WriteRegistration(json, registration);
                break;
            case PhoneRecord phone:
                WritePhone(json, phone);
                break;
            default:
                WriteAbuse(json, (AbuseRecord)record);
                break;
        }

        json.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter json, CallRecord call)
    {
        json.WriteString("type", "call");
        json.WriteString("id", call.Id);
        json.WriteString("started", call.Started);
        if (call.Answered is { } answered)
        {
            json.WriteString("answered", answered);
        }

        json.WriteString("ended", call.Ended);
        json.WriteString("outcome", call.Outcome);
        json.WriteString("reason", call.Reason);
        json.WriteNumber("status", call.Status);
        json.WriteString("ended_by", call.EndedBy);
        json.WriteNumber("setup_seconds", Rounded(call.SetupSeconds));
        json.WriteNumber("talk_seconds", Rounded(call.TalkSeconds));
        json.WriteString("called", call.Called);
        if (call.Emergency)
        {
            json.WriteBoolean("emergency", true);
        }

        if (call.SipsDowngraded)
        {
            json.WriteBoolean("sips_downgraded", true);
        }

        WriteOptional(json, "domain", call.Domain);
        WriteOptional(json, "acl", call.Acl);
        WriteOptional(json, "account", call.Account);
        WriteOptional(json, "caller_trunk", call.CallerTrunk);
        WriteOptional(json, "caller_trunk_id", call.CallerTrunkId);
        WriteOptional(json, "admitted_by", call.AdmittedBy);
        json.WriteString("route", call.Route);
        WriteOptional(json, "decided_by", call.DecidedBy);
        WriteLeg(json, "caller", call.Caller, call.CallerTls);
        WriteLeg(json, "callee", call.Callee, call.CalleeTls);
        json.WriteStartArray("attempts");
        foreach (var attempt in call.Attempts)
        {
            json.WriteStartObject();
            json.WriteString("trunk", attempt.Trunk);
            WriteOptional(json, "trunk_id", attempt.TrunkId);
            json.WriteString("gateway", attempt.Gateway);
            json.WriteString("address", attempt.Address);
            json.WriteNumber("status", attempt.Status);
            json.WriteString("reason", attempt.Reason);
            WriteOptional(json, "realm", attempt.Realm);
            if (attempt.Alert != 0)
            {
                json.WriteNumber("tls_alert", attempt.Alert);
            }
            json.WriteNumber("seconds", Rounded(attempt.Seconds));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteSkipped(json, call.Skipped);
        if (call.EarlyDialogs > 1)
        {
            json.WriteNumber("early_dialogs", call.EarlyDialogs);
        }

        WriteOptional(json, "announcement", call.Announcement);
        WriteOptional(json, "transferred_from", call.TransferredFrom);
        WriteOptional(json, "transferred_to", call.TransferredTo);
        MediaJson.Write(json, "caller_media", call.CallerMedia, call);
        MediaJson.Write(json, "callee_media", call.CalleeMedia, call);
    }

    private static void WriteRefusal(Utf8JsonWriter json, RefusalRecord refusal)
    {
        json.WriteString("type", "refusal");
        json.WriteString("id", refusal.Id);
        json.WriteString("time", refusal.Time);
        json.WriteString("method", refusal.Method);
        json.WriteNumber("status", refusal.Status);
        json.WriteString("reason", refusal.Reason);
        json.WriteString("transport", refusal.Transport);
        json.WriteString("source", refusal.Source);
        json.WriteString("called", refusal.Called);
        json.WriteString("from", refusal.From);
        json.WriteString("call_id", refusal.CallId);
        WriteOptional(json, "domain", refusal.Domain);
        WriteOptional(json, "trunk", refusal.Trunk);
        WriteOptional(json, "trunk_id", refusal.TrunkId);
        WriteOptional(json, "decided_by", refusal.DecidedBy);
    }

    private static void WriteRegistration(Utf8JsonWriter json, RegistrationRecord registration)
    {
        json.WriteString("type", "registration");
        json.WriteString("time", registration.Time);
        json.WriteString("trunk", registration.Trunk);
        json.WriteString("trunk_id", registration.TrunkId);
        json.WriteString("outcome", registration.Outcome);
        json.WriteNumber("status", registration.Code);
        json.WriteString("said", registration.Reason);
        WriteOptional(json, "registrar", registration.Registrar);
        if (registration.Expires is { } expires)
        {
            json.WriteNumber("expires_seconds", expires);
        }

        if (registration.RetryAt is { } retry)
        {
            json.WriteString("retry_at", retry);
        }
    }

    private static void WritePhone(Utf8JsonWriter json, PhoneRecord phone)
    {
        json.WriteString("type", "phone");
        json.WriteString("time", phone.Time);
        json.WriteString("event", phone.Event);
        json.WriteString("aor", phone.Aor);
        json.WriteString("transport", phone.Transport);
        json.WriteString("source", phone.Source);
        WriteOptional(json, "user_agent", phone.UserAgent);
        json.WriteNumber("status", phone.Status);
        json.WriteString("reason", phone.Reason);
    }

    private static void WriteAbuse(Utf8JsonWriter json, AbuseRecord abuse)
    {
        json.WriteString("type", "abuse");
        json.WriteString("time", abuse.Time);
        json.WriteString("event", abuse.Event);
        json.WriteString("source", abuse.Source);
        json.WriteString("reason", abuse.Reason);
        WriteOptional(json, "transport", abuse.Transport);
        WriteOptional(json, "trunk", abuse.Trunk);
        if (abuse.Until is { } until)
        {
            json.WriteString("until", until);
        }

        if (abuse.Evidence is { } evidence)
        {
            json.WriteNumber("evidence", evidence);
        }

        if (abuse.Dropped is { } dropped)
        {
            json.WriteNumber("dropped", dropped);
        }

        WriteOptional(json, "note", abuse.Note);
        WriteOptional(json, "known_by", abuse.KnownBy);
    }

    private static void WriteSkipped(Utf8JsonWriter json, IReadOnlyList<SkippedRecord> skipped)
    {
        if (skipped.Count == 0)
        {
            return;
        }

        json.WriteStartArray("skipped");
        foreach (var (trunk, gateway, address, reason) in skipped)
        {
            json.WriteStartObject();
            json.WriteString("trunk", trunk);
            WriteOptional(json, "gateway", gateway);
            WriteOptional(json, "address", address);
            json.WriteString("reason", reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteChange(Utf8JsonWriter json, ChangeRecord change)
    {
        json.WriteString("type", "change");
        json.WriteString("time", change.Time);
        json.WriteString("event", change.Event);
        json.WriteString("by", change.By);
        WriteOptional(json, "file", change.File);
        json.WriteBoolean("applied", change.Applied);
        WriteOptional(json, "diff", change.Diff);
        WriteOptional(json, "trunk", change.Trunk);
        if (change.Calls is { } calls)
        {
            json.WriteNumber("calls", calls);
        }
    }

    private static void WriteLeg(Utf8JsonWriter json, string name, LegRecord? leg, TlsSession? tls)
    {
        if (leg is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("call_id", leg.CallId);
        json.WriteString("transport", leg.Transport);
        json.WriteString("peer", leg.Peer);
        WriteOptional(json, "tls_version", tls?.Version);
        WriteOptional(json, "tls_suite", tls?.Suite);
        WriteOptional(json, "tls_name", tls?.VerifiedName);
        json.WriteString("presented", leg.Presented);
        WriteOptional(json, "asserted", leg.Asserted);
        json.WriteBoolean("private", leg.Private);
        json.WriteString("media", leg.Media);
        WriteOptional(json, "dtmf", leg.Dtmf);
        WriteOptional(json, "codec", leg.Codec);
        WriteOptional(json, "srtp_suite", leg.Suite);
        if (leg.EndToEnd)
        {
            json.WriteBoolean("end_to_end", true);
        }

        if (leg.Timeouts > 0)
        {
            json.WriteNumber("timeouts", leg.Timeouts);
        }

        if (leg.TimedOutSince is { } since)
        {
            json.WriteString("timed_out_since", since);
        }

        if (leg.SourceMoves > 0)
        {
            json.WriteNumber("source_moves", leg.SourceMoves);
        }
        if (leg.Repaired != AlgDamage.None)
        {
            json.WriteStartArray("repaired");
            foreach (var damage in AlgDamages.Names(leg.Repaired))
            {
                json.WriteStringValue(damage);
            }
            json.WriteEndArray();
        }

        WriteOptional(json, "media_failure", leg.MediaFailure);
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static double Rounded(double seconds) => Math.Round(seconds, 3);
}
