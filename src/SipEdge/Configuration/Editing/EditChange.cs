namespace SipEdge.Configuration.Editing;

/// <summary>One step of an edit and what came of it. Path: of the object it was about, as problems name it.</summary>
internal sealed record EditChange(EditOutcome Outcome, string What, string Path)
{
    public bool Changes => Outcome is EditOutcome.Added or EditOutcome.Removed or EditOutcome.Changed;

    public override string ToString() => Outcome switch
    {
        EditOutcome.Added => $"Added {What}",
        EditOutcome.AlreadyThere => $"Already there: {What}",
        EditOutcome.Changed => What,
        EditOutcome.Removed => $"Removed {What}",
        _ => $"Not there: {What}",
    };
}
