namespace SipEdge.Core.Phones.Registering;

/// <summary>
/// The way of one domain's registrations to its PBX: who waits for it, and how fast it goes. Survives a reload. Owned by the loop
/// that owns registrations.
/// </summary>
internal sealed class PbxLine(string domain)
{
    public string Domain => domain;

    public RegistrationPace Pace; // a field: its methods change it

    /// <summary>Answers to challenges: whoever got so far is finished first.</summary>
    public Queue<PbxQuestion> Second { get; } = new();

    /// <summary>What phones wait for, and what they took back.</summary>
    public Queue<PbxQuestion> First { get; } = new();

    /// <summary>What the edge does of its own accord: it has half an hour for it.</summary>
    public Queue<PbxQuestion> Own { get; } = new();

    /// <summary>The PBX did not answer a moment ago: until then nobody waits for it in vain.</summary>
    public long DownUntil { get; set; }

    /// <summary>Since when it does not answer; 0 when it does.</summary>
    public long DownSince { get; set; }

    /// <summary>When it answered last: it is not down because it has no answer to one question.</summary>
    public long HeardAt { get; set; }

    /// <summary>When it is asked next whether it still knows a phone.</summary>
    public long CheckAt { get; set; } = long.MaxValue;

    /// <summary>The place of the contact that was asked for last.</summary>
    public int Checked { get; set; }

    /// <summary>How many contacts in a row it did not know.</summary>
    public int Missing { get; set; }

    /// <summary>Its answers list what it holds: only then is a contact that is not listed not there.</summary>
    public bool ShowsContacts { get; set; }

    /// <summary>It does not understand a REGISTER without Contact.</summary>
    public bool RefusesChecks { get; set; }

    public int Waiting => Second.Count + First.Count + Own.Count;

    public bool TryDequeue(out PbxQuestion? question) =>
        Second.TryDequeue(out question) || First.TryDequeue(out question) || Own.TryDequeue(out question);
}
