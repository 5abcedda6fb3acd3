namespace SipEdge.Cli;

/// <summary>Text that others wrote, as a terminal may be shown it: control characters would move and colour its screen.</summary>
internal static class ScreenText
{
    /// <summary>In a column: cut where it ends.</summary>
    public static string Of(string text, int width) => Of(text.Length <= width ? text : text[..(width - 1)] + "…");

    public static string Of(string text) =>
        text.Any(char.IsControl) ? new string([.. text.Select(static c => char.IsControl(c) ? '·' : c)]) : text;
}
