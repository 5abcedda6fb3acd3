namespace SipEdge.Cli;

/// <summary>Text that others wrote, as a terminal may be shown it: control characters would move and colour its screen.</summary>
internal static class ScreenText
{
    public static string Of(string text) =>
        text.Any(char.IsControl) ? new string([.. text.Select(static c => char.IsControl(c) ? '·' : c)]) : text;
}
